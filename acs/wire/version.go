package wire

// IsAtLeastV0_1 shows that this package has what code needs that was generated
// for version 0.1 of it or an earlier one. Generated code refers to the constant of its
// version, so that a runtime which is too old for it is a compile error that
// names both.
//
// From the first release on, this package only grows: published code keeps
// compiling with every later version. What generated code begins to need comes
// with a new constant here, and the others stay.
const IsAtLeastV0_1 = true //nolint:revive // a version has its dot
