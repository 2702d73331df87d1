package callers

// Explain is explain.
func Explain(message string, changes []Change) string { return explain(message, changes) }
