package wire

// IsAtLeastV0_1 declares that this package supports code generated for its version
// 0.1 or earlier. Generated code refers to the constant for the version that it
// requires, so that using it with an older version of this package is a compile
// error that names the constant.
//
// After the first release, this package stays backward compatible: generated code
// compiles with all later versions. A version that adds declarations for generated
// code adds a constant and keeps the existing ones.
const IsAtLeastV0_1 = true
