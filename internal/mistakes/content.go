package main

import (
	"regexp"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/syntax"
)

// enumerations are words that Kubernetes knows, and its own fields that have them.
var enumerations = holding(`^(Always|IfNotPresent|Never|OnFailure|RollingUpdate|Recreate|OnDelete|OrderedReady|` +
	`Parallel|` +
	`ClusterIP|NodePort|LoadBalancer|ExternalName|Local|Cluster|TCP|UDP|SCTP|Exists|Equal|DoesNotExist|In|NotIn|` +
	`NoSchedule|NoExecute|PreferNoSchedule|RuntimeDefault|Unconfined|Localhost|ReadWriteOnce|ReadOnlyMany|` +
	`ReadWriteMany|ReadWriteOncePod|Retain|Delete|Recycle|WaitForFirstConsumer|Immediate|Prefix|Exact|` +
	`ImplementationSpecific|Forbid|Allow|Replace|None|ClientIP|ClusterFirst|ClusterFirstWithHostNet|Default|` +
	`DoNotSchedule|ScheduleAnyway|Fail|Ignore|Utilization|AverageValue|HTTP|HTTPS|OnRootMismatch|SingleStack|` +
	`PreferDualStack|RequireDualStack|IPv4|IPv6|DirectoryOrCreate|Directory|FileOrCreate|Socket|Bidirectional|` +
	`HostToContainer|PreemptLowerPriority|Namespaced|Resource|ClusterRole|Role|ServiceAccount|User|Group|Memory)$`)

func constant(s ...string) []func(string) string {
	var out []func(string) string
	for _, s := range s {
		out = append(out, func(string) string { return s })
	}
	return out
}

func swapped(s string) string { // the last letters
	if len(s) < 3 {
		return s + "x"
	}
	return s[:len(s)-2] + s[len(s)-1:] + s[len(s)-2:len(s)-1]
}

func added(t string) func(string) string { return func(s string) string { return s + t } }

var unit = regexp.MustCompile(`[A-Za-z]*$`)

func withUnit(u string) func(string) string {
	return func(s string) string { return unit.ReplaceAllString(s, u) }
}

// contentKinds are values that are wrong for what their keys say they are.
func contentKinds() []kind {
	return append(numberKinds(),
		rewriting("unknown word of an enumeration", enumerations, swapped, added("s"), strings.ToLower,
			func(s string) string { return s[:len(s)-1] }),
		rewriting("unknown word by key", key(`(?i)(policy|^type|protocol|effect|operator|mode)$`, filledText),
			swapped, added("s"), strings.ToLower, strings.ToUpper),
		replacing("bad port name", key(`(?i)(portname|^name)$`, below(`(?i)port`, filledText)),
			"metrics-and-health", "HTTP", "http_metrics", `"8080"`, "-http"),
		rewriting("bad name", key(`(?i)name(override)?$`, filledText),
			func(s string) string { return strings.ToUpper(s[:1]) + s[1:] }, added("_x"), added(" x"), added("-"),
			func(s string) string { return s + strings.Repeat("-and-more", 8) }, added(".x"), added("/x")),
		replacing("name filled in", key(`(?i)name(override)?$`, func(_, v syntax.Node) bool {
			return v.Kind() == syntax.String && v.Text() == ""
		}), "MyName", "my_name", "my name", "-name", "12345", strings.Repeat("name-", 13)+"x", "my.name"),
		replacing("bad label", below(`(?i)(labels|selector)$`, filledText),
			`"my value"`, "-value", "a/b", "true", "17", strings.Repeat("v", 64), `"a:b"`, "[a]"),
		replacing("bad annotation", below(`(?i)annotations$`, filledText), "true", "17", "[a]", "{a: b}"),
		rewriting("bad image", key(`(?i)(image|repository|registry|imagename)$`, filledText),
			strings.ToUpper, added(" "), added(":"), added(" latest"), added("@sha256:12"), added("//")),
		rewriting("bad tag", key(`(?i)tag$`, filledText), added(" "), added(":x"), added("/x"),
			func(s string) string {
				return ":" + s
			}),
		rewriting("bad schedule", key(`(?i)(schedule|cron)`, filledText), added(" *"), func(s string) string {
			_, rest, _ := strings.Cut(s, " ")
			return rest
		}, func(string) string { return `"61 * * * *"` }, func(string) string { return "every day" }),
		rewriting("bad duration", holding(`^[0-9]+(ms|s|m|h)$`), added("ec"), withUnit(""),
			withUnit(" s"), withUnit("d")),
		rewriting("bad path", holding(`^/`), func(s string) string { return s[1:] }, func(s string) string {
			return s + "/../x"
		}, strings.ToUpper),
		rewriting("bad host", holding(`^[a-z0-9*-]+(\.[a-z0-9-]+)+\.?$`), func(s string) string {
			return "https://" + s
		}, added("_x"), strings.ToUpper, added(":80"), added("/")),
		rewriting("bad address", holding(`^[0-9]+\.[0-9]+\.[0-9]+\.[0-9]+(/[0-9]+)?$`), added("/33"),
			added(".1"), added("6666"),
			func(s string) string { return "0" + s }),
		rewriting("space in text", filledText, func(s string) string { return quoted(s + " ") }),
		rewriting("text in other case", filledText, func(s string) string { return strings.ToUpper(s[:1]) + s[1:] }),
	)
}

// numberKinds are numbers that are out of range, and quantities.
func numberKinds() []kind {
	const isQuantity = `^[0-9.]+(m|k|M|G|T|Ki|Mi|Gi|Ti)$`
	return []kind{
		rewriting("port out of range", key(`(?i)port$`, number), constant("99999", "-1", "0", "65536")...),
		rewriting("negative number", number, func(s string) string { return "-" + s },
			func(string) string { return "-1" }),
		rewriting("zero", number, constant("0")...),
		rewriting("huge number", number, constant("3000000000", "99999999999999999999", "1e10")...),
		rewriting("number out of range by key",
			key(`(?i)(replica|seconds|threshold|weight|user|group|limit|priority|percent|size|mode|count)`, number),
			constant("-1", "0", "101", "70000", "1000", "4294967296")...),
		rewriting("wrong unit of a quantity", holding(isQuantity), added("b"), withUnit("GB"),
			withUnit(" Gi"), withUnit("mb"),
			withUnit("gi"), withUnit("cores"), func(s string) string { return "-" + s }, func(s string) string {
				return "," + s
			}),
		rewriting("other quantity", holding(isQuantity), constant("1m", "100Ti", "0", "1e3", "0.1m")...),
		replacing("quantity by key", key(`^(cpu|memory|storage|ephemeral-storage)$`, func(_, v syntax.Node) bool {
			return v.IsScalar()
		}), "1Gb", "500mi", "1 Gi", `"0.5 cpu"`, "-1", "lots", "true", "1.5.0", `""`, "1,5"),
		replacing("percent", key(`(?i)(max|min)(unavailable|surge|available)$`, func(_, v syntax.Node) bool {
			return v.IsScalar()
		}), "120%", "-1", "half", "25 %", "0", "0%", `"1"`, "1.5"),
	}
}
