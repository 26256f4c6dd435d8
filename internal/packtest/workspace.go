package packtest

import (
	"fmt"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/pack-lsp/pack-lsp/analysis/pack"
)

// WorkspaceOf is an indexed workspace with two versions of a pack, and an app whose macros name their values.
func WorkspaceOf(t *testing.T) (s *pack.Snapshot, app string) {
	t.Helper()
	meta := func(name, version string) []byte {
		return fmt.Appendf(nil, `{"name": %q, "version": %q, "layer": "addon", "constraints": {"dependencies": [`+
			`{"packName": "op", "type": "upgrade"}]}}`, name, version)
	}
	app = `both: "{{ .spectro.pack.op.data.both }}"
only: "{{ .spectro.pack.op.data.only }}"
`
	return WithIndex(OnDisk([]txtar.File{
		{Name: "op-1/pack.json", Data: meta("op", "1.0.0")},
		{Name: "op-1/values.yaml", Data: []byte("data:\n  both: 1\n  only: 2\n")},
		{Name: "op-2/pack.json", Data: meta("op", "2.0.0")},
		{Name: "op-2/values.yaml", Data: []byte("data:\n  both: 1\n")},
		{Name: "app/pack.json", Data: meta("app", "1.0.0")},
		{Name: "app/values.yaml", Data: []byte(app)},
	})), app
}
