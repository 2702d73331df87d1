package model

import "slices"

// IsRedacted reports whether a field of the object is redacted when it is printed.
func (s *Struct) IsRedacted() bool {
	return slices.ContainsFunc(s.Fields, func(f *Field) bool { return f.Secret || f.Link })
}

// ContainsSecrets reports whether a value of the type, which may be nil, can contain a
// secret, or a link that is redacted like one.
func (t *Type) ContainsSecrets() bool {
	for ; t != nil; t = t.Elem {
		switch d := t.Decl.(type) {
		case *Struct:
			if d.ContainsSecrets {
				return true
			}
		case *Union:
			if slices.ContainsFunc(d.Variants, func(v *Struct) bool { return v.ContainsSecrets }) {
				return true
			}
		}
	}
	return false
}

// HasSecretItems reports whether a page of the operation has items with secrets.
func (o *Operation) HasSecretItems() bool {
	return o.Paging != nil && o.Paging.Items.Type.ContainsSecrets()
}

// LogsResponse reports whether the response needs a method that logs it. It does unless
// it has no secrets, or only the fields of an object that has the method.
func (o *Operation) LogsResponse() bool {
	if slices.ContainsFunc(o.Bodies, func(b *ResponseBody) bool { return b.Type.ContainsSecrets() }) {
		return true
	}
	if !o.Result.ContainsSecrets() {
		return false
	}
	_, isStruct := o.Result.Decl.(*Struct)
	return !isStruct || o.Paging != nil || o.Throttle != nil || o.HasHead()
}

// FormatsResponse reports whether the response needs a method that prints it. It does if
// that of an embedded object would hide the other fields, or a field contains items with
// secrets as JSON.
func (o *Operation) FormatsResponse() bool {
	if !o.LogsResponse() || o.Result == nil {
		return false
	}
	s, isStruct := o.Result.Decl.(*Struct)
	return isStruct && (s.IsRedacted() || o.HasSecretItems())
}
