package emit

import (
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/chatgen-go/chatgen/gen/model"
)

// emitConstructors emits NewClient, and the constructors for other credentials.
func emitConstructors(f *jen.File, pkg *model.Package, c *model.Client) {
	name := c.Names.New
	comment(f, constructorDoc(pkg, c, name))
	f.Func().Id(name).ParamsFunc(func(g *jen.Group) {
		g.Id("endpoint").String()
		emitClientParams(g, c)
		if pkg.Auth == model.TokenAuth {
			g.Id("credential").Qual(azcorePath, "TokenCredential")
		}
		g.Id("options").Op("*").Id("ClientOptions")
	}).Params(jen.Op("*").Id(c.Name), jen.Error()).BlockFunc(func(g *jen.Group) {
		if pkg.AccessKey {
			g.Return(callMake(c, name, jen.Id("endpoint"), credentialAuth(pkg)))
			return
		}
		emitMakeClient(g, pkg, c, jen.Lit(pkg.Name+"."+name+": %w"), credentialAuth(pkg))
	})
	if pkg.AccessKey {
		emitAccessKeyConstructor(f, c)
		emitConnectionStringConstructor(f, pkg, c)
		emitMakeFunc(f, pkg, c)
	}
}

func emitClientParams(g *jen.Group, c *model.Client) {
	for _, p := range c.ClientParams {
		g.Id(p.Arg).Add(goType(p.Type))
	}
}

// credentialAuth emits the authentication with a credential, or returns nil.
func credentialAuth(pkg *model.Package) *jen.Statement {
	switch {
	case pkg.Auth != model.TokenAuth:
		return nil
	case len(pkg.Scopes) == 0:
		return jen.Qual(acsPath, "TokenAuth").Call(jen.Id("credential"))
	}
	return jen.Qual(acsPath, "EntraAuth").CallFunc(func(g *jen.Group) {
		g.Id("credential")
		for _, s := range pkg.Scopes {
			g.Lit(s)
		}
	})
}

// emitAccessKeyConstructor emits NewClientWithKey.
func emitAccessKeyConstructor(f *jen.File, c *model.Client) {
	name := c.Names.WithKey
	comment(f, name+" returns the same client as ["+c.Names.New+"], but signs each request "+
		"with an access key of the resource, in base64. The key is never sent.")
	f.Func().Id(name).ParamsFunc(func(g *jen.Group) {
		g.List(jen.Id("endpoint"), jen.Id("key")).String()
		emitClientParams(g, c)
		g.Id("options").Op("*").Id("ClientOptions")
	}).Params(jen.Op("*").Id(c.Name), jen.Error()).Block(
		jen.Return(callMake(c, name, jen.Id("endpoint"), jen.Qual(acsPath, "AccessKeyAuth").Call(jen.Id("key")))),
	)
}

// emitConnectionStringConstructor emits NewClientFromConnectionString.
func emitConnectionStringConstructor(f *jen.File, pkg *model.Package, c *model.Client) {
	name := c.Names.NewFromConnectionString
	comment(f, name+" returns the same client as ["+c.Names.WithKey+"], with the endpoint and the key of a connection string, "+
		"\"endpoint=https://...;accesskey=...\". Its parts may be in any order and case. Errors do not contain it.")
	f.Func().Id(name).ParamsFunc(func(g *jen.Group) {
		g.Id("connectionString").String()
		emitClientParams(g, c)
		g.Id("options").Op("*").Id("ClientOptions")
	}).Params(jen.Op("*").Id(c.Name), jen.Error()).Block(
		jen.List(jen.Id("parsed"), jen.Err()).Op(":=").Qual(acsPath, "ParseConnectionString").Call(jen.Id("connectionString")),
		jen.If(jen.Err().Op("!=").Nil()).Block(
			jen.Return(jen.Nil(), jen.Qual("fmt", "Errorf").Call(jen.Lit(pkg.Name+"."+name+": %w"), jen.Err())),
		),
		jen.Return(callMake(c, name, jen.Id("parsed").Dot("Endpoint"),
			jen.Qual(acsPath, "AccessKeyAuth").Call(jen.Id("parsed").Dot("AccessKey").Dot("Base64").Call()))),
	)
}

// emitMakeFunc emits the function that the constructors share.
func emitMakeFunc(f *jen.File, pkg *model.Package, c *model.Client) {
	f.Line()
	f.Func().Id(c.Names.Make).ParamsFunc(func(g *jen.Group) {
		g.List(jen.Id("constructor"), jen.Id("endpoint")).String()
		g.Id("auth").Add(wireSymbol("Auth"))
		emitClientParams(g, c)
		g.Id("options").Op("*").Id("ClientOptions")
	}).Params(jen.Op("*").Id(c.Name), jen.Error()).BlockFunc(func(g *jen.Group) {
		emitMakeClient(g, pkg, c, jen.Lit(pkg.Name+".%s: %w"), jen.Id("auth"), jen.Id("constructor"))
	})
}

func callMake(c *model.Client, name string, endpoint, auth *jen.Statement) *jen.Statement {
	return jen.Id(c.Names.Make).CallFunc(func(g *jen.Group) {
		g.Lit(name)
		g.Add(endpoint)
		g.Add(auth)
		for _, p := range c.ClientParams {
			g.Id(p.Arg)
		}
		g.Id("options")
	})
}

// emitMakeClient emits the statements that create a client. format is that of an error,
// with the arguments before it.
func emitMakeClient(g *jen.Group, pkg *model.Package, c *model.Client, format, auth *jen.Statement, before ...jen.Code) {
	emitDefaultOptions(g, "ClientOptions")
	g.List(jen.Id("internal"), jen.Err()).Op(":=").Add(wireSymbol("NewClient")).Call(wireConfig(pkg, auth))
	g.If(jen.Err().Op("!=").Nil()).Block(
		jen.Return(jen.Nil(), jen.Qual("fmt", "Errorf").CallFunc(func(g *jen.Group) {
			g.Add(format)
			for _, b := range before {
				g.Add(b)
			}
			g.Err()
		})),
	)
	g.Return(jen.Op("&").Id(c.Name).Add(clientFields(c, jen.Id("internal"))), jen.Nil())
}

func constructorDoc(pkg *model.Package, c *model.Client, name string) string {
	address := "such as \"https://RESOURCE.communication.azure.com\""
	if pkg.Endpoint != "" {
		address = "which is usually [Endpoint]"
	}
	paragraphs := []string{name + " returns a client for the service at endpoint, " + address + ". The default scheme is https. It sends no request."}
	for _, p := range c.ClientParams {
		paragraphs = append(paragraphs, "- "+p.Arg+": "+p.Doc)
	}
	if pkg.Auth == model.TokenAuth {
		text := "Each request carries a token of the credential. "
		if len(pkg.Scopes) > 0 {
			text = "Each request carries an Entra ID token of the credential, for the scope " + strings.Join(pkg.Scopes, ", ") + ". "
		}
		paragraphs = append(paragraphs, text+"Tokens are sent only to the endpoint and to ClientOptions.AllowedNextLinkHosts, "+
			"and only over TLS unless InsecureAllowCredentialWithHTTP is set.")
	}
	paragraphs = append(paragraphs, "It fails if the endpoint is not a valid URL or a required argument is missing. The options may be nil.")
	return strings.Join(paragraphs, "\n\n")
}

// wireConfig emits the configuration of the runtime.
func wireConfig(pkg *model.Package, auth *jen.Statement) *jen.Statement {
	pairs := []pair{
		{"Module", jen.Id("moduleName")},
		{"Version", jen.Id("moduleVersion")},
		{"Endpoint", jen.Id("endpoint")},
	}
	if pkg.APIVersion != "" {
		pairs = append(pairs, pair{"APIVersion", jen.Id("APIVersion")})
	}
	if auth != nil {
		pairs = append(pairs, pair{"Auth", auth})
	}
	pairs = append(pairs,
		pair{"NewError", jen.Qual(acsPath, "NewError")},
		pair{"AllowedNextLinkHosts", jen.Id("options").Dot("AllowedNextLinkHosts")},
		pair{"MaxResponseSize", jen.Id("options").Dot("MaxResponseSize")},
		pair{"CopyStrings", jen.Id("options").Dot("CopyStrings")},
	)
	if pkg.HasSecrets {
		pairs = append(pairs, pair{"SecretBodies", jen.True()})
	}
	if hasPaging(pkg) {
		pairs = append(pairs, pair{"KeepItemJSON", jen.Id("options").Dot("KeepItemJSON")})
	}
	if len(ratesOf(pkg)) > 0 {
		pairs = append(pairs, pair{"Pacer", jen.Id("options").Dot("Pacer")})
	}
	if hasNonIdempotent(pkg) {
		pairs = append(pairs, pair{"RetryNonIdempotent", jen.Id("options").Dot("RetryNonIdempotent")})
	}
	return wireSymbol("Config").Add(fieldList(append(pairs, pair{"Options", jen.Id("options").Dot("ClientOptions")})...))
}
