// Command baseline does without a generated client.
package main

import (
	"os"

	"github.com/chatgen-go/chatgen/bench/peers/programs/plain"
)

func main() {
	plain.Get(os.Args[1])
}
