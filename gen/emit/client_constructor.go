package emit

import (
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/chatgen-go/chatgen/gen/model"
)

// constructor writes NewClient, and its like for other credentials.
func constructor(f *jen.File, pkg *model.Package, c *model.Client) {
	name := c.Names.New
	comment(f, constructorDoc(pkg, c, name))
	f.Func().Id(name).ParamsFunc(func(g *jen.Group) {
		g.Id("endpoint").String()
		boundParams(g, c)
		if pkg.Auth == model.TokenAuth {
			g.Id("credential").Qual(azcorePath, "TokenCredential")
		}
		g.Id("options").Op("*").Id("ClientOptions")
	}).Params(jen.Op("*").Id(c.Name), jen.Error()).BlockFunc(func(g *jen.Group) {
		if pkg.AccessKey {
			g.Return(callMake(c, name, jen.Id("endpoint"), credentialAuth(pkg)))
			return
		}
		makeClient(g, pkg, c, jen.Lit(pkg.Name+"."+name+": %w"), credentialAuth(pkg))
	})
	if pkg.AccessKey {
		withKey(f, c)
		fromConnectionString(f, pkg, c)
		maker(f, pkg, c)
	}
}

func boundParams(g *jen.Group, c *model.Client) {
	for _, p := range c.ClientParams {
		g.Id(p.Arg).Add(goType(p.Type))
	}
}

// credentialAuth prints how a credential authenticates, or nothing.
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

// withKey writes NewClientWithKey.
func withKey(f *jen.File, c *model.Client) {
	name := c.Names.WithKey
	comment(f, name+" is ["+c.Names.New+"] with an access key of the resource, in base64, which signs each request. The key itself is not sent.")
	f.Func().Id(name).ParamsFunc(func(g *jen.Group) {
		g.List(jen.Id("endpoint"), jen.Id("key")).String()
		boundParams(g, c)
		g.Id("options").Op("*").Id("ClientOptions")
	}).Params(jen.Op("*").Id(c.Name), jen.Error()).Block(
		jen.Return(callMake(c, name, jen.Id("endpoint"), jen.Qual(acsPath, "AccessKeyAuth").Call(jen.Id("key")))),
	)
}

// fromConnectionString writes NewClientFromConnectionString.
func fromConnectionString(f *jen.File, pkg *model.Package, c *model.Client) {
	name := c.Names.FromString
	comment(f, name+" is ["+c.Names.WithKey+"] with the endpoint and the key of a connection string, \"endpoint=https://...;accesskey=...\", "+
		"whose parts may be in any order and case. Errors do not repeat it.")
	f.Func().Id(name).ParamsFunc(func(g *jen.Group) {
		g.Id("connectionString").String()
		boundParams(g, c)
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

// maker writes what the constructors have in common.
func maker(f *jen.File, pkg *model.Package, c *model.Client) {
	f.Line()
	f.Func().Id(c.Names.Make).ParamsFunc(func(g *jen.Group) {
		g.List(jen.Id("constructor"), jen.Id("endpoint")).String()
		g.Id("auth").Add(wire("Auth"))
		boundParams(g, c)
		g.Id("options").Op("*").Id("ClientOptions")
	}).Params(jen.Op("*").Id(c.Name), jen.Error()).BlockFunc(func(g *jen.Group) {
		makeClient(g, pkg, c, jen.Lit(pkg.Name+".%s: %w"), jen.Id("auth"), jen.Id("constructor"))
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

// makeClient writes the statements that make a client. format, with what goes
// before the error, tells an error.
func makeClient(g *jen.Group, pkg *model.Package, c *model.Client, format, auth *jen.Statement, before ...jen.Code) {
	defaults(g, "ClientOptions")
	g.List(jen.Id("internal"), jen.Err()).Op(":=").Add(wire("NewClient")).Call(config(pkg, auth))
	g.If(jen.Err().Op("!=").Nil()).Block(
		jen.Return(jen.Nil(), jen.Qual("fmt", "Errorf").CallFunc(func(g *jen.Group) {
			g.Add(format)
			for _, b := range before {
				g.Add(b)
			}
			g.Err()
		})),
	)
	g.Return(jen.Op("&").Id(c.Name).Add(state(c, jen.Id("internal"))), jen.Nil())
}

func constructorDoc(pkg *model.Package, c *model.Client, name string) string {
	address := "such as \"https://RESOURCE.communication.azure.com\""
	if pkg.Endpoint != "" {
		address = "which is usually [Endpoint]"
	}
	paragraphs := []string{name + " returns a client for the service at endpoint, " + address + "; without a scheme it gets https. Nothing is sent yet."}
	for _, p := range c.ClientParams {
		paragraphs = append(paragraphs, "- "+p.Arg+": "+p.Doc)
	}
	if pkg.Auth == model.TokenAuth {
		gives := "The credential gives the token of each request. "
		if len(pkg.Scopes) > 0 {
			gives = "The credential gives Entra ID tokens for the scope " + strings.Join(pkg.Scopes, ", ") + ". "
		}
		paragraphs = append(paragraphs, gives+"Tokens go to the endpoint and to ClientOptions.AllowedNextLinkHosts only, "+
			"and only over TLS unless InsecureAllowCredentialWithHTTP is set.")
	}
	paragraphs = append(paragraphs, "An endpoint that is no address, or a missing credential, is an error that names it. Options may be nil.")
	return strings.Join(paragraphs, "\n\n")
}

// config prints what the runtime needs to know of the client.
func config(pkg *model.Package, auth *jen.Statement) *jen.Statement {
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
	)
	if hasOnce(pkg) {
		pairs = append(pairs, pair{"RetryNonIdempotent", jen.Id("options").Dot("RetryNonIdempotent")})
	}
	return wire("Config").Add(members(append(pairs, pair{"Options", jen.Id("options").Dot("ClientOptions")})...))
}
