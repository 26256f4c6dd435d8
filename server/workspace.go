package server

import (
	"context"
	"path/filepath"
	"slices"
	"strings"

	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"

	"github.com/pack-lsp/pack-lsp/analysis/pack"
)

// foldersOf are the folders that the client opens, from the newest parameter that it sends.
func foldersOf(params *protocol.InitializeParams) []string {
	if folders, ok := params.WorkspaceFolders.Get(); ok {
		return pathsOf(folders)
	}
	//lint:ignore SA1019 older clients send nothing else
	if root := params.RootURI; root != nil {
		if path, ok := toPath(*root); ok {
			return []string{path}
		}
	}
	//lint:ignore SA1019 likewise
	if path, ok := params.RootPath.Get(); ok && filepath.IsAbs(path) {
		if path, ok := toPath(uri.File(path)); ok { // the case of a drive's letter is that in URIs
			return []string{path}
		}
	}
	return nil
}

func pathsOf(folders []protocol.WorkspaceFolder) (paths []string) {
	for _, f := range folders {
		if path, ok := toPath(f.URI); ok {
			paths = append(paths, path)
		}
	}
	return paths
}

// DidChangeWorkspaceFolders adds and removes folders.
func (s *server) DidChangeWorkspaceFolders(_ context.Context, params *protocol.DidChangeWorkspaceFoldersParams) error {
	added, removed := pathsOf(params.Event.Added), pathsOf(params.Event.Removed)
	s.update(func(n *pack.Snapshot) *pack.Snapshot {
		folders := slices.DeleteFunc(slices.Clone(n.Folders), func(dir string) bool { return slices.Contains(removed, dir) })
		for _, dir := range added {
			if !slices.Contains(folders, dir) {
				folders = append(folders, dir)
			}
		}
		return n.WithFolders(folders).WithBase(baseOf(folders))
	})
	s.diagnoser.scanFolders()
	return nil
}

// baseOf is the folder that the editor's settings are relative to.
func baseOf(folders []string) string {
	if len(folders) == 0 {
		return string(filepath.Separator)
	}
	return folders[0]
}

// within reports whether path is dir or below it.
func within(path, dir string) bool {
	const separator = string(filepath.Separator)
	return path == dir || strings.HasPrefix(path, strings.TrimSuffix(dir, separator)+separator)
}

func inFolders(path string, folders []string) bool {
	return slices.ContainsFunc(folders, func(dir string) bool { return within(path, dir) })
}
