package acs

// NoCompare as the type of a field takes == and != from a struct, and takes no
// space. Generated structs begin with it: a field with a slice or map that is
// added later would otherwise break programs that compare two of them. Use
// reflect.DeepEqual, or compare the fields that matter.
type NoCompare [0]func()
