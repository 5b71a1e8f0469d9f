// Command bridge is a bridge to the simulated messenger, on the real framework. It is none of the
// published ones: it stands in for mautrix-whatsapp, -telegram, -meta or -instagram, by --as or by what its file is called.
package main

import (
	"os"
	"path/filepath"
	"strings"

	"maunium.net/go/mauflag"
	"maunium.net/go/mautrix/bridgev2/matrix/mxmain"

	"simulated.invalid/network/connector"
)

var _ = mauflag.MakeFull("", "as", "Which network to stand in for.", "").String()

func main() {
	kind := standingInFor(os.Args)
	bridge := mxmain.BridgeMain{
		Name:                "simulated-" + string(kind),
		Description:         "A simulation of a messenger for tests. Not " + string(kind) + ".",
		URL:                 "https://simulated.invalid",
		Version:             "0.1.0",
		Connector:           &connector.Connector{Kind: kind},
		AdditionalLongFlags: " [--as whatsapp|telegram|facebook|instagram]",
	}
	bridge.InitVersion("v0.1.0", "simulation", "")
	bridge.Run()
}

// standingInFor must be known before the framework has read the flags: it asks for the network's name first.
func standingInFor(arguments []string) connector.Kind {
	chosen := filepath.Base(arguments[0])
	for place, argument := range arguments[1:] {
		if value, given := strings.CutPrefix(argument, "--as="); given {
			chosen = value
		} else if argument == "--as" && place+2 < len(arguments) {
			chosen = arguments[place+2]
		}
	}
	for _, kind := range connector.Kinds {
		if strings.Contains(chosen, string(kind)) {
			return kind
		}
	}
	return connector.WhatsApp
}
