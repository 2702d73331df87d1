// Package wire is what the code that chatgen emits stands on: JSON without
// reflection, requests, calls and pages. Programs that use a generated package
// do not need it; types that a generated package takes from elsewhere (see
// package acs) are written on top of it.
//
// Three rules hold for every function that reads or writes JSON here and in
// generated code:
//
//   - Decoders have the form func(*T, *Decoder) error and leave *T as it is
//     when the JSON value is null. Unknown members are skipped.
//   - Encoders have the form func(*T, *Encoder). A problem is kept by the
//     Encoder and returned once, by [Marshal] or by the call.
//   - A value that is zero is absent: [Optional] does not write it.
//
// It is the only package of the project that names the JSON library.
package wire
