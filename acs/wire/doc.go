// Package wire is the runtime that generated code uses: JSON encoding without
// reflection, requests, calls, paging and long-running operations. Programs that use a generated package
// do not need it. Hand-written types that generated packages use, such as those
// in package acs, implement their JSON encoding with it.
//
// All functions that encode or decode JSON, here and in generated code, follow
// three rules:
//
//   - A decoder has the type func(*T, *Decoder) error. It leaves *T unchanged
//     if the JSON value is null, and skips unknown properties.
//   - An encoder has the type func(*T, *Encoder). The Encoder records the first
//     error, which [Marshal] or [Call] returns.
//   - A zero value is absent: [Optional] omits it.
//
// It is the only package of the project that imports the JSON library.
package wire
