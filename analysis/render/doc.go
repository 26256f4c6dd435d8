// Package render renders what a pack deploys, as Helm 3 does: charts with their subcharts, hooks and CRDs, and
// manifests, which are Go templates as well. It works in process on what package chart has read.
//
// [Prepare] does what depends on the chart alone: it parses templates, default values and schemas.
// [Prepared.Render] does the rest, and may be called often and by many goroutines. A render is bounded: by its
// context, by steps, by bytes and by depth, whatever the chart says.
//
// Helm is the specification (helm.sh/helm/v3 v3.22.0, packages engine, chartutil and releaseutil), and
// internal/helmdiff proves the two equal. Helm itself is not used since its engine brings in client-go: 46 MB more
// of binary and 21 ms more to start; this package with sprig costs 2.5 MB and half a millisecond. What differs is
// meant:
//
//   - lookup finds nothing, as in `helm template`; [Document] says which templates called it.
//   - Functions that draw random numbers, make keys, or read the clock give fixed values of the same form;
//     [Document] says so too.
//   - getHostByName gives "", and dates are in UTC: neither the network nor the zone files are read.
//   - A schema that refers to another file or to a server is not applied.
//   - The elements of `keys` and `values` come in the order of their keys; Helm's order is random.
//
// YAML is read and written by sigs.k8s.io/yaml and go.yaml.in/yaml/v2 and v3, as in Helm: what toYaml writes goes
// through nindent into templates, so it must be the same to the byte, and so must errors. Rendered documents are
// read by package syntax, which is ten times as fast, and by the former only if they hold something on which the
// two may differ.
//
// Deliberately absent: reading archives, writing, running, and fetching.
package render
