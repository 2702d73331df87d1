package emit

import (
	"slices"

	"github.com/dave/jennifer/jen"

	"github.com/chatgen-go/chatgen/gen/model"
)

// emitSecrets emits secrets.go: how fmt and log/slog print the types that contain
// secrets or links, and the conversion of tokens.
func emitSecrets(f *jen.File, pkg *model.Package) {
	for _, d := range declsOf[*model.Struct](pkg) {
		if d.IsRedacted() {
			emitFormat(f, d)
		}
		if d.ContainsSecrets {
			emitLogValue(f, d.Name)
		}
		if d.AzureToken != nil {
			emitAzureToken(f, d)
		}
	}
	for _, c := range pkg.Clients {
		for _, op := range c.Operations {
			emitResponseSecrets(f, op)
		}
	}
}

// hasRedaction reports whether the package has a type that contains secrets or links.
func hasRedaction(pkg *model.Package) bool {
	return slices.ContainsFunc(declsOf[*model.Struct](pkg), func(d *model.Struct) bool { return d.ContainsSecrets })
}

// emitFormat emits the method that redacts fields. It prints a type without methods,
// because fmt would call the method again.
func emitFormat(f *jen.File, d *model.Struct) {
	emitFormatFunc(f, d.Name, func(g *jen.Group) {
		g.Type().Id("plain").Id(d.Name)
		for _, field := range d.Fields {
			switch value := jen.Id("v").Dot(field.Name); {
			case field.Secret:
				g.Add(value).Op("=").Add(wireSymbol("RedactSecret")).Call(value.Clone())
			case field.Link:
				g.Add(value).Op("=").Add(wireSymbol("RedactLink")).Call(value.Clone())
			}
		}
		emitPrint(g, jen.Id("plain").Call(jen.Id("v")))
	})
}

func emitFormatFunc(f *jen.File, name string, body func(*jen.Group)) {
	comment(f, "Format implements [fmt.Formatter]. It prints v with secrets redacted.")
	f.Func().Params(jen.Id("v").Id(name)).Id("Format").Params(jen.Id("f").Qual("fmt", "State"), jen.Id("verb").Rune()).BlockFunc(body)
}

// emitPrint emits the call that prints a value with the verb and flags of f.
func emitPrint(g *jen.Group, value jen.Code) {
	g.Add(wireSymbol("FormatValue")).Call(jen.Id("f"), jen.Id("verb"), value)
}

// emitLogValue emits the method that keeps handlers of log/slog from logging JSON, which
// contains the secrets.
func emitLogValue(f *jen.File, name string) {
	comment(f, "LogValue implements [slog.LogValuer]. It logs v with secrets redacted.")
	f.Func().Params(jen.Id("v").Id(name)).Id("LogValue").Params().Qual("log/slog", "Value").Block(
		jen.Return(wireSymbol("LogValue").Call(jen.Id("v"))),
	)
}

func emitAzureToken(f *jen.File, d *model.Struct) {
	comment(f, "AzureToken returns v as the token type of azcore, for example as the result of the function that acs.NewRefreshingCredential calls.")
	f.Func().Params(jen.Id("v").Id(d.Name)).Id("AzureToken").Params().Qual(azcorePath, "AccessToken").Block(
		jen.Return(jen.Qual(azcorePath, "AccessToken").Values(
			jen.Id("Token").Op(":").Id("v").Dot(d.AzureToken.Token.Name),
			jen.Id("ExpiresOn").Op(":").Id("v").Dot(d.AzureToken.Expiry.Name),
		)),
	)
}

// emitResponseSecrets emits the methods of a response. Those of the embedded object would
// print the object without the other fields of the response.
func emitResponseSecrets(f *jen.File, op *model.Operation) {
	if op.FormatsResponse() {
		emitResponseFormat(f, op)
	}
	if op.LogsResponse() {
		emitLogValue(f, op.Names.Response)
	}
}

// emitResponseFormat emits the method that prints a response with an embedded object. It
// prints a type in which the object is not embedded, and so has no methods.
func emitResponseFormat(f *jen.File, op *model.Operation) {
	embedded := structOf(op.Result).Name
	emitFormatFunc(f, op.Names.Response, func(g *jen.Group) {
		values := []jen.Code{jen.Id("v").Dot(embedded)}
		g.Type().Id("plain").StructFunc(func(g *jen.Group) {
			g.Id(embedded).Id(embedded)
			for _, field := range responseFields(op) {
				if field.name == itemJSON && op.HasSecretItems() {
					continue
				}
				g.Id(field.name).Add(field.typ)
				values = append(values, jen.Id("v").Dot(field.name))
			}
		})
		emitPrint(g, jen.Id("plain").Values(values...))
	})
}
