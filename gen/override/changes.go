package override

import (
	"fmt"
	"slices"

	"github.com/chatgen-go/chatgen/gen/model"
)

// changeEntry declares that the changes of a list can be followed, and those of all lists
// that an index shows, in the words of a vocabulary.
type changeEntry struct {
	Operation  text      `yaml:"operation,required"`
	ID         text      `yaml:"id,required"`
	Changed    text      `yaml:"changed,required"`
	Index      text      `yaml:"index,required"`
	Activity   []text    `yaml:"activity,required"`
	Receipts   text      `yaml:"receipts,required"`
	PageSize   *pageSize `yaml:"pageSize,required"`
	Vocabulary text      `yaml:"vocabulary,required"`
	common
}

func (e *changeEntry) subject() subject { return subject{"changes", e.Operation.Value} }

func (e *changeEntry) apply(a *applier) string {
	c := &model.Changes{Vocabulary: e.Vocabulary.Value, MaxPageSize: e.PageSize.Max.Value, Pos: e.Pos}
	if a.pkg.Changes != nil {
		a.reject(e.Pos, e.Operation.Value, "another entry already declares changes", "a package can have one")
		return ""
	}
	if !e.findLists(a, c) || !e.findProperties(a, c) || !e.checkVocabulary(a, c) {
		return ""
	}
	for _, op := range []*model.Operation{c.List, c.Index, c.Receipts} {
		a.recordAffected(op.Element())
	}
	a.pkg.Changes = c
	return fmt.Sprintf("changes of %s and of all of %s can be followed", c.List.ID, c.Index.ID)
}

// findLists finds the lists and their parameter for the size of a page.
func (e *changeEntry) findLists(a *applier, c *model.Changes) bool {
	var receiptsClient *model.Client
	c.List, c.ListClient = e.findList(a, e.Operation)
	c.Index, c.IndexClient = e.findList(a, e.Index)
	c.Receipts, receiptsClient = e.findList(a, e.Receipts)
	switch {
	case c.List == nil || c.Index == nil || c.Receipts == nil:
		return false
	case c.ListClient.Parent != c.IndexClient || len(c.ListClient.ClientParams) != 1:
		return a.reject(e.Index.Key, c.Index.ID, "is not a list of the client that returns "+c.ListClient.Name, "name a paged operation of that client")
	case receiptsClient != c.ListClient:
		return a.reject(e.Receipts.Key, c.Receipts.ID, "belongs to another client", "name an operation of "+c.ListClient.Name)
	}
	if !a.checkNoArguments(e.Operation, c.List) || !a.checkNoArguments(e.Index, c.Index) || !a.checkNoArguments(e.Receipts, c.Receipts) {
		return false
	}
	c.PageSize = e.findPageSize(a, c.List)
	return c.PageSize != nil && e.findPageSize(a, c.Index) != nil && e.findPageSize(a, c.Receipts) != nil
}

// findList returns an operation that is a list with pages, and its client.
func (e *changeEntry) findList(a *applier, id text) (*model.Operation, *model.Client) {
	op, client := a.findOperation(id)
	if op == nil {
		return nil, nil
	}
	if op.Paging == nil || op.Paging.NextLink == nil || structOf(op.Paging.Items.Type.Elem) == nil {
		a.reject(id.Key, op.ID, "is not a list of objects with next links", "declare it in pagination.yaml")
		return nil, nil
	}
	return op, client
}

// findPageSize returns the parameter of a list for the size of a page.
func (e *changeEntry) findPageSize(a *applier, op *model.Operation) *model.Param {
	var names []string
	for _, p := range op.Params {
		if p.WireName == e.PageSize.Parameter.Value && p.Type.Kind == model.Int32 && !p.Type.Pointer {
			return p
		}
		names = append(names, p.WireName)
	}
	a.rejectUnknown(e.PageSize.Parameter, "int32 parameter of "+op.ID, names)
	return nil
}

// findProperties finds the properties of the items.
func (e *changeEntry) findProperties(a *applier, c *model.Changes) bool {
	item, index := structOf(c.List.Paging.Items.Type.Elem), structOf(c.Index.Paging.Items.Type.Elem)
	c.ID = a.findField(item.Fields, e.ID, "property of "+item.Schema)
	c.Version = a.findField(item.Fields, e.Changed, "property of "+item.Schema)
	if c.ID == nil || c.Version == nil {
		return false
	}
	if t := c.ID.Type; !isStringLike(t) || t.Pointer {
		return a.rejectType(e.ID, item.Schema, "a plain string", t)
	}
	if t := c.Version.Type; t.Kind != model.String || t.Pointer {
		return a.rejectType(e.Changed, item.Schema, "a plain string", t)
	}
	for _, name := range e.Activity {
		f := a.findField(index.Fields, name, "property of "+index.Schema)
		if f == nil {
			return false
		}
		if f.Type.Kind != model.Time || f.Type.Pointer {
			return a.rejectType(name, index.Schema, "a time", f.Type)
		}
		c.Activity = append(c.Activity, f)
	}
	return true
}

// vocabularyFields returns the Go fields of the items that the template of a vocabulary
// uses: those of the list, of the index, and of the receipts.
func vocabularyFields(vocabulary string) [][]string {
	if vocabulary == "chat" {
		return [][]string{{"Type", "DeletedOn", "EditedOn"}, {"ID", "DeletedOn"}, {"Sender", "MessageID", "ReadOn"}}
	}
	return nil
}

// checkVocabulary reports whether the package has what the template of the vocabulary
// uses.
func (e *changeEntry) checkVocabulary(a *applier, c *model.Changes) bool {
	fields := vocabularyFields(c.Vocabulary)
	if fields == nil {
		return a.reject(e.Vocabulary.Key, c.Vocabulary, "no such vocabulary", "the only one is chat")
	}
	ok := true
	need := func(has bool, what string) {
		if !has {
			ok = a.reject(e.Vocabulary.Key, c.Vocabulary, "needs "+what, "add it with an override, or remove the entry")
		}
	}
	const get = "GetProperties"
	i := slices.IndexFunc(c.ListClient.Operations, func(op *model.Operation) bool { return op.Name == get && op.Paging == nil })
	need(i >= 0, "the method "+c.ListClient.Name+"."+get)
	ok = ok && a.checkNoArguments(e.Vocabulary, c.ListClient.Operations[i])
	c.ListID, _ = c.ListClient.ClientParams[0].Type.Decl.(*model.ID)
	need(c.ListID != nil, "a type in ids.yaml for "+c.ListClient.ClientParams[0].WireName)
	for i, op := range []*model.Operation{c.List, c.Index, c.Receipts} {
		item := structOf(op.Paging.Items.Type.Elem)
		for _, name := range fields[i] {
			need(goField(item, name) != nil, "the field "+item.Name+"."+name)
		}
	}
	if f := goField(structOf(c.List.Paging.Items.Type.Elem), "Type"); f != nil {
		c.Type, _ = f.Type.Decl.(*model.Enum)
		need(c.Type != nil && !f.Type.Pointer && hasValues(c.Type, "TopicUpdated", "ParticipantAdded", "ParticipantRemoved"),
			"the enum values TopicUpdated, ParticipantAdded and ParticipantRemoved of "+f.WireName)
	}
	return ok
}

// goField returns the field with a Go name, or nil.
func goField(s *model.Struct, name string) *model.Field {
	i := slices.IndexFunc(s.Fields, func(f *model.Field) bool { return f.Name == name })
	if i < 0 {
		return nil
	}
	return s.Fields[i]
}

// hasValues reports whether an enum has values with these Go names.
func hasValues(e *model.Enum, names ...string) bool {
	for _, name := range names {
		if !slices.ContainsFunc(e.Values, func(v *model.EnumValue) bool { return v.Name == name }) {
			return false
		}
	}
	return true
}
