package main

import (
	"math/rand/v2"
	"regexp"

	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// fillings is what authors fill in for values that charts leave empty, by their keys: right and wrong.
var fillings = []struct {
	name string
	keys *regexp.Regexp
	with []string
}{
	{"tolerations filled in", regexp.MustCompile(`(?i)tolerations$`), []string{
		`[{key: a, operator: Exists, effect: NoSchedule}]`, `[{key: a, operator: Exist}]`, `[{operator: Exists}]`,
		`[{key: a, operator: Exists, value: b}]`, `[{key: a, value: true}]`,
		`[{key: a, value: b, effect: NoShedule}]`,
		`[{key: a, operator: Equal, value: b, effect: NoExecute, tolerationSeconds: 30}]`, `[{value: b}]`,
		`[{key: a, operator: Equal, value: b, effect: NoSchedule, tolerationSeconds: 30}]`,
		`[{key: "a b", operator: Exists}]`, `[{key: a, operator: Exists, tolerationSeconds: "30"}]`, `[a]`,
		`{key: a}`,
	}},
	{"node selector filled in", regexp.MustCompile(`(?i)nodeSelector$`), []string{
		`{kubernetes.io/os: linux}`, `{disk: true}`, `{disk: 1}`, `{"a b": c}`, `{a: "b c"}`, `{a: [b]}`,
		`{a: }`, `{a: ""}`,
		`{a/b/c: d}`, `{A_b: -c}`,
	}},
	{"affinity filled in", regexp.MustCompile(`(?i)affinity$`), []string{
		`{nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [{matchExpressions: ` +
			`[{key: a, operator: In, values: [b]}]}]}}}`,
		`{nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [{matchExpressions: ` +
			`[{key: a, operator: In}]}]}}}`,
		`{nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [{matchExpressions: ` +
			`[{key: a, operator: Exists, values: [b]}]}]}}}`,
		`{nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [{matchExpressions: []}]}}`,
		`{nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {}}}`,
		`{nodeAffinity: {preferredDuringSchedulingIgnoredDuringExecution: [{weight: 0, preference: {}}]}}`,
		`{nodeAffinity: {preferredDuringSchedulingIgnoredDuringExecution: [{weight: 101, preference: {matchExpressions: ` +
			`[{key: a, operator: Gt, values: ["1"]}]}}]}}`,
		`{nodeAffinity: {preferredDuringSchedulingIgnoredDuringExecution: [{weight: 1, preference: {matchExpressions: ` +
			`[{key: a, operator: Gt, values: [x]}]}}]}}`,
		`{podAntiAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [{labelSelector: {matchLabels: {a: b}}}]}}`,
		`{podAntiAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [{labelSelector: {matchLabels: {a: b}}, ` +
			`topologyKey: kubernetes.io/hostname}]}}`,
		`{podAffinity: {preferredDuringSchedulingIgnoredDuringExecution: [{weight: 100, podAffinityTerm: ` +
			`{labelSelector: {matchExpressions: [{key: a, operator: Is, values: [b]}]}, topologyKey: zone}}]}}`,
		`{podAffinity: {preferredDuringSchedulingIgnoredDuringExecution: [{weight: 100, topologyKey: zone}]}}`,
	}},
	{"resources filled in", regexp.MustCompile(`(?i)resources$`), []string{
		`{limits: {cpu: 100m, memory: 1Gi}, requests: {cpu: 100m, memory: 1Gi}}`,
		`{limits: {cpu: 100m}, requests: {cpu: 200m}}`, `{limits: {memory: 1Gb}}`, `{requests: {memory: 1g}}`,
		`{limits: {cpus: 1}}`, `{limits: {cpu: -1}}`, `{limit: {cpu: 1}}`, `{limits: [cpu]}`, `{limits: {cpu: }}`,
		`{cpu: 100m, memory: 1Gi}`, `{requests: {nvidia.com/gpu: 1}}`, `{limits: {nvidia.com/gpu: 1}}`,
		`{limits: {nvidia.com/gpu: 0.5}}`, `{limits: {storage: 1Gi}}`, `{requests: {hugepages-2Mi: 1Gi}}`,
	}},
	{"environment filled in", regexp.MustCompile(`(?i)env(ironment)?(vars?|variables)?$`), []string{
		`[{name: A, value: b}]`, `[{name: A, value: 1}]`, `[{name: A, value: true}]`, `[{name: "a b", value: c}]`,
		`[{name: A, value: b, valueFrom: {secretKeyRef: {name: s, key: k}}}]`, `[{value: b}]`, `[{A: b}]`,
		`{A: b}`, `{A: 1}`,
		`[{name: A, valueFrom: {secretKeyRef: {name: s}}}]`, `[{name: A, valueFrom: {}}]`, `["A=b"]`,
		`[{name: A, valueFrom: {fieldRef: {fieldPath: status.ip}}}]`, `[{name: A, value: b}, {name: A, value: c}]`,
		`[{name: A, valueFrom: {fieldRef: {fieldPath: metadata.name}, configMapKeyRef: {name: c, key: k}}}]`,
		`[{name: A, valueFrom: {resourceFieldRef: {resource: limits.gpu}}}]`, `[{name: A=B, value: c}]`,
	}},
	{"volumes filled in", regexp.MustCompile(`(?i)volumes$`), []string{
		`[{name: a, emptyDir: {}}]`, `[{name: a}]`, `[{name: A, emptyDir: {}}]`, `[{name: a, secret: {name: s}}]`,
		`[{name: a, secret: {secretName: s, defaultMode: 1000}}]`, `[{name: a, configMap: {}}]`,
		`[{name: a, hostPath: {type: Dir, path: /a}}]`, `[{name: a, hostPath: {}}]`, `[{emptyDir: {}}]`,
		`[{name: a, emptyDir: {}}, {name: a, emptyDir: {}}]`, `[{name: a, emptyDir: {sizeLimit: 1Gb}}]`,
		`[{name: a, emptyDir: {}, configMap: {name: c}}]`, `[{name: a, persistentVolumeClaim: {}}]`,
		`[{name: a, configMap: {name: c, items: [{key: k}]}}]`,
		`[{name: a, configMap: {name: c, items: [{key: k, path: ../x}]}}]`,
		`[{name: a, projected: {sources: [{secret: {}}]}}]`, `[{name: a, csi: {}}]`,
		`[{name: a, nfs: {server: s, path: a}}]`,
	}},
	{"mounts filled in", regexp.MustCompile(`(?i)volumeMounts$`), []string{
		`[{name: a, mountPath: /a}]`, `[{name: a}]`, `[{mountPath: /a}]`, `[{name: a, mountPath: "/a:b"}]`, `[a]`,
		`[{name: a, path: /a}]`, `[{name: a, mountPath: /a, readOnly: "true"}]`,
		`[{name: a, mountPath: /a, subPath: /b}]`,
	}},
	{"probe filled in", regexp.MustCompile(`(?i)probe$`), []string{
		`{httpGet: {path: /, port: 80}}`, `{httpGet: {path: /}}`, `{tcpSocket: {port: 70000}}`,
		`{initialDelaySeconds: -1}`,
		`{httpGet: {path: /, port: http}, exec: {command: [a]}}`, `{exec: {command: a}}`, `{exec: {}}`,
		`{periodSeconds: 5}`,
		`{httpGet: {path: /, port: 80, scheme: https}}`, `{httpGet: {port: 80}, successThreshold: 2}`, `{grpc: {}}`,
	}},
	{"security context filled in", regexp.MustCompile(`(?i)securityContext$`), []string{
		`{runAsUser: 1000}`, `{runAsUser: -1}`, `{runAsUser: root}`, `{runAsNonRoot: "true"}`,
		`{capabilities: {drop: ALL}}`,
		`{capabilities: {drop: [ALL]}}`, `{seccompProfile: {type: Default}}`, `{seccompProfile: {type: Localhost}}`,
		`{privileged: true, allowPrivilegeEscalation: false}`, `{fsGroup: -5}`, `{fsGroupChangePolicy: Never}`,
		`{procMount: x}`,
		`{sysctls: [{name: a b, value: c}]}`, `{sysctls: [{name: kernel.shmmax, value: 1}]}`,
		`{seLinuxOptions: {level: 1}}`,
		`{seccompProfile: {type: RuntimeDefault, localhostProfile: a}}`, `{supplementalGroups: [-1]}`,
		`{appArmorProfile: {}}`,
	}},
	{"labels filled in", regexp.MustCompile(`(?i)labels$`), []string{
		`{a: b}`, `{a: true}`, `{a: 1}`, `{a: "b c"}`, `{"a b": c}`, `{a: -b}`, `{a/b/c: d}`, `{a: }`,
		`{a: {b: c}}`, `[a]`,
		`{UPPER/a: b}`, `{a: "https://b"}`,
	}},
	{"annotations filled in", regexp.MustCompile(`(?i)annotations$`), []string{
		`{a: b}`, `{a: true}`, `{a: 1}`, `{a: "b c"}`, `{"a b": c}`, `{a/b/c: d}`, `{a: }`, `{a: {b: c}}`,
		`{a: [b]}`, `[a]`,
	}},
	{"pull secrets filled in", regexp.MustCompile(`(?i)(image)?pullSecrets$`), []string{
		`[{name: a}]`, `[a]`, `[{name: A_b}]`, `[{secret: a}]`, `[{}]`, `{name: a}`, `[{name: a}, {name: a}]`,
		`[{name: 1}]`,
	}},
	{"spread constraints filled in", regexp.MustCompile(`(?i)spreadConstraints$`), []string{
		`[{maxSkew: 1, topologyKey: zone, whenUnsatisfiable: DoNotSchedule}]`, `[{topologyKey: zone}]`,
		`[{maxSkew: 0, topologyKey: zone, whenUnsatisfiable: DoNotSchedule}]`,
		`[{maxSkew: 1, whenUnsatisfiable: Ignore}]`,
		`[{maxSkew: 1, topologyKey: zone, whenUnsatisfiable: Maybe}]`,
		`[{maxSkew: 1, topologyKey: a b, whenUnsatisfiable: ` +
			`ScheduleAnyway, labelSelector: {matchLabels: {a: b}}}]`,
		`[{maxSkew: 1, topologyKey: zone, whenUnsatisfiable: ScheduleAnyway, minDomains: 2}]`,
	}},
	{"containers filled in", regexp.MustCompile(`(?i)containers$`), []string{
		`[{name: a, image: b}]`, `[{name: a}]`, `[{image: b}]`, `[{name: A, image: b}]`,
		`[{name: a, image: b, ports: [80]}]`,
		`[{name: a, image: b, ports: [{containerPort: 0}]}]`, `[{name: a, image: b, command: sh -c x}]`,
		`[{name: a, image: b, imagePullPolicy: Alwyas}]`, `[{name: a, image: b}, {name: a, image: b}]`,
		`[{name: a, image: b, volumeMounts: [{name: none, mountPath: /x}]}]`, `[{name: a, image: " b"}]`,
		`[{name: a, image: b, ports: [{containerPort: 80, name: a}, {containerPort: 81, name: a}]}]`,
		`[{name: a, image: b, restartPolicy: Always}]`, `[{name: a, image: b, lifecycle: {preStop: {}}}]`,
	}},
	{"aliases and DNS filled in", regexp.MustCompile(`(?i)(hostAliases|dnsConfig)$`), []string{
		`[{ip: 10.0.0.1, hostnames: [a.b]}]`, `[{ip: 10.0.0.256, hostnames: [a]}]`,
		`[{ip: 10.0.0.1, hostnames: [a_b]}]`,
		`[{hostnames: [a]}]`, `{nameservers: [1.1.1.1]}`, `{nameservers: [dns]}`, `{options: [{value: "1"}]}`,
		`{searches: [a_b!]}`, `{nameservers: ["1.1.1.1", "2.2.2.2", "3.3.3.3", "4.4.4.4"]}`,
	}},
	{"other lists filled in", regexp.MustCompile(`(?i)(args|command|hosts|tls|ports|ranges|accessModes|ips)$`), []string{
		`[a]`, `[1]`, `[true]`, `[{a: b}]`, `["10.0.0.0/8"]`, `[10.0.0.0/40]`, `[ReadWriteOnce]`, `[ReadWrite]`,
		`[""]`,
		`[{name: http, port: 80}]`, `[{host: a b}]`, `[{host: A.example.com, paths: [/]}]`,
		`[{hosts: [a], secretName: S}]`,
		`[{name: a, containerPort: 99999}]`, `[{name: a, port: 80}, {name: a, port: 81}]`,
	}},
	{"strategy filled in", regexp.MustCompile(`(?i)strategy$`), []string{
		`{type: Recreate}`, `{type: Recreate, rollingUpdate: {maxSurge: 1}}`, `{type: Rolling}`,
		`{type: OnDelete}`, `Recreate`,
		`{type: RollingUpdate, rollingUpdate: {maxUnavailable: 0, maxSurge: 0}}`,
		`{rollingUpdate: {maxUnavailable: 120%}}`,
		`{type: RollingUpdate, rollingUpdate: {maxUnavailable: "1"}}`,
		`{type: RollingUpdate, rollingUpdate: {partition: -1}}`,
	}},
}

func fillKinds() []kind {
	var out []kind
	for _, f := range fillings {
		out = append(out, kind{f.name, func(r *rand.Rand, n syntax.Node) (text.Edit, bool) {
			v := valueOf(n)
			if n.Kind() != syntax.Pair || !v.Exists() || !f.keys.MatchString(n.Key().Text()) {
				return text.Edit{}, false
			}
			return afterColon(n, " "+f.with[r.IntN(len(f.with))]), true
		}})
	}
	return out
}
