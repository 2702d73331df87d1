package override

import "testing"

func TestMentions(t *testing.T) {
	mentions := Mentions([]File{{Data: []byte("- definition: Pet\n")}, {Data: []byte("- type: array of Cat\n- type: 'O''Hare'\n- type: Two\n    words\n")}})
	for name, want := range map[string]bool{"Pet": true, "Cat": true, "O'Hare": true, "Two words": true, "Dog": false} {
		if got := mentions(name); got != want {
			t.Errorf("%s: %v", name, got)
		}
	}
	if escaped := Mentions([]File{{Data: []byte(`- definition: "\x44og"`)}}); !escaped("Dog") {
		t.Error("a name written with an escape is not mentioned")
	}
}
