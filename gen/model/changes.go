package model

// Symbol is an exported symbol that is fixed text of a template.
type Symbol struct {
	Name string // "Change.Kind"
	Kind string // as in package explain
}

// Symbols returns the exported symbols of the ranges of changes, but for the methods
// Changes of the clients.
func (c *Changes) Symbols() []Symbol {
	var list []Symbol
	add := func(kind string, names ...string) {
		for _, name := range names {
			list = append(list, Symbol{name, kind})
		}
	}
	add("type", "ChangeKind", "Change", "ThreadEndedError", "ThreadChangesOptions", "ChangesOptions")
	for _, kind := range []string{
		"MessageReceived", "MessageEdited", "MessageDeleted", "ParticipantsAdded", "ParticipantsRemoved", "ThreadPropertiesUpdated",
		"ReadReceiptReceived", "ThreadCreated", "ThreadDeleted", "ThreadLost", "Unreadable",
	} {
		add("constant", "ChangeKind"+kind)
	}
	add("field", "Change.Kind", "Change.ThreadID", "Change.Message", "Change.ReadReceipt", "Change.Thread", "Change.Err")
	add("method", "Change.Cursor", "ThreadEndedError.Error", "ThreadEndedError.Unwrap")
	add("field", "ThreadEndedError.ThreadID", "ThreadEndedError.Err", "ThreadChangesOptions.ReadReceipts", "ChangesOptions.SweepInterval")
	for _, options := range []string{"ThreadChangesOptions", "ChangesOptions"} {
		for _, name := range []string{"From", "Once", "Window", "MinInterval", "MaxInterval", "Wake"} {
			add("field", options+"."+name)
		}
	}
	return list
}
