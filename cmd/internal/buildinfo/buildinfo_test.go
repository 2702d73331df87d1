package buildinfo

import (
	"runtime/debug"
	"testing"
)

// A bug report needs to name the source that the program was built from.
func TestDescribe(t *testing.T) {
	setting := func(key, value string) debug.BuildSetting { return debug.BuildSetting{Key: key, Value: value} }
	for _, c := range []struct {
		name string
		info *debug.BuildInfo
		want string
	}{
		{"installed", &debug.BuildInfo{GoVersion: "go1.26.0", Main: debug.Module{Version: "v0.1.0"}}, "v0.1.0 go1.26.0"},
		{
			"built in a clone",
			&debug.BuildInfo{
				GoVersion: "go1.26.0", Main: debug.Module{Version: "(devel)"},
				Settings: []debug.BuildSetting{setting("vcs.revision", "2e6de7c"), setting("vcs.modified", "false")},
			},
			"(devel) 2e6de7c go1.26.0",
		},
		{
			"built in a clone with changes",
			&debug.BuildInfo{GoVersion: "go1.26.0", Settings: []debug.BuildSetting{setting("vcs.revision", "2e6de7c"), setting("vcs.modified", "true")}},
			"(devel) 2e6de7c (modified) go1.26.0",
		},
		{"no information", nil, "built without module support"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := describe(c.info); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}
