package emit

import (
	"fmt"

	"github.com/chatgen-go/chatgen/gen/model"
)

// changesData is the data of the template with the vocabulary of changes.
type changesData struct {
	Package                  string
	ListClient, IndexClient  string
	Accessor, ThreadArg      string
	Message, Thread, Receipt string // types of items
	List, Index, Receipts    listData
	ThreadID, Type           string
	ID, Version              string
	IDJSON, VersionJSON      string
	Activity                 []string
	PageSize                 string
	MaxPageSize              int
}

// listData is the names of a list.
type listData struct{ Pager, Options, Response, Items, NextLink string }

// emitChanges emits changes.go from the template of its vocabulary, or nothing.
func emitChanges(pkg *model.Package) ([]File, error) {
	c := pkg.Changes
	if c == nil {
		return nil, nil
	}
	data := changesData{
		Package: pkg.Name, ListClient: c.ListClient.Name, IndexClient: c.IndexClient.Name,
		Accessor: c.ListClient.Accessor, ThreadArg: c.ListClient.ClientParams[0].Arg,
		Message: itemName(c.List), Thread: itemName(c.Index), Receipt: itemName(c.Receipts),
		List: newListData(c.List), Index: newListData(c.Index), Receipts: newListData(c.Receipts),
		ThreadID: c.ListID.Name, Type: c.Type.Name, ID: c.ID.Name, Version: c.Version.Name, IDJSON: c.ID.WireName, VersionJSON: c.Version.WireName,
		PageSize: c.PageSize.Name, MaxPageSize: c.MaxPageSize,
	}
	for _, f := range c.Activity {
		data.Activity = append(data.Activity, f.Name)
	}
	text, err := execute("changes_"+c.Vocabulary+".go.tmpl", pkg.Import, data)
	if err != nil {
		return nil, fmt.Errorf("chatgen bug: %s/changes.go: %w", pkg.Name, err)
	}
	return []File{{Name: "changes.go", Data: text}}, nil
}

func itemName(op *model.Operation) string { return structOf(op.Paging.Items.Type.Elem).Name }

func newListData(op *model.Operation) listData {
	return listData{op.Names.Pager, op.Names.Options, op.Names.Response, op.Paging.Items.Name, op.Paging.NextLink.Name}
}
