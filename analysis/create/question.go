package create

import (
	"fmt"
	"slices"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/palette"
	"github.com/pack-lsp/pack-lsp/analysis/schema"
)

// Answers are the answers to questions by their keys. A question without an entry has its default for an answer.
type Answers map[string][]string

// Keys of questions. They are the flags of the command line, too; those of annotations are in annotationKeys.
const (
	KeyFrom        = "from"
	KeyChart       = "chart"
	KeyManifests   = "manifests"
	KeyName        = "name"
	KeyDisplayName = "display-name"
	KeyVersion     = "version"
	KeyLayer       = "layer"
	KeyAddonType   = "addon-type"
	KeyClouds      = "cloud-types"
	KeyNamespace   = "namespace"
	KeyValues      = "values"
	KeyContributor = "contributor"
	KeySource      = "source"
	KeyRequires    = "requires"
	KeyRepository  = "repository"
)

// What a pack is made from: the answers to KeyFrom.
const (
	FromChart     = "chart"
	FromManifests = "manifests"
	FromImage     = "image"
	FromNothing   = "nothing"
)

// The answers to KeyValues.
const (
	ValuesComments = "comments"
	ValuesAll      = "all"
)

// Question is something that whoever makes a pack decides.
type Question struct {
	Key     string
	Title   string   // a word or two, such as "Add-on type"
	Text    string   // a sentence, plain text
	Choices []Choice // the only answers; nil: free text
	Many    bool     // it can have several answers
	Files   bool     // the answers are paths of files or folders
	Answer  []string // what holds now: the answer that was given, or the default
	Given   bool     // Answer was given
	// Required says that there is no default, so that it must be asked.
	Required bool
	// Rare says that the default is so often right that it need not be asked.
	Rare    bool
	Problem string // what is wrong with Answer; "" if nothing is
}

// Choice is one answer to a question.
type Choice struct{ Value, Description string }

// All are all questions that there are, in the order in which they are asked, without answers.
func All() []Question {
	seen := map[string]bool{}
	var all []Question
	for _, from := range []string{FromChart, FromManifests, FromImage} {
		a := &asking{answers: Answers{KeyFrom: {from}, KeyClouds: imageClouds}, all: true}
		a.run()
		for _, q := range a.questions {
			if !seen[q.Key] {
				seen[q.Key] = true
				q.Answer, q.Given, q.Problem = nil, false, ""
				all = append(all, q)
			}
		}
	}
	return all
}

// asking collects questions.
type asking struct {
	Source
	answers   Answers
	questions []Question
	all       bool // also what can only be asked once the source is known
}

// ask adds a question, whose default is def, and returns its answer.
func (a *asking) ask(q Question, def ...string) []string {
	given, ok := a.answers[q.Key]
	q.Given = ok && !(len(given) == 1 && given[0] == "" && q.Choices != nil)
	q.Answer = def
	if q.Given {
		q.Answer = given
	}
	if q.Given && q.Problem == "" {
		q.Problem = problemOf(q)
	}
	a.questions = append(a.questions, q)
	return q.Answer
}

// problemOf says what is wrong with an answer as such.
func problemOf(q Question) string {
	if q.Required && strings.Join(q.Answer, "") == "" {
		return "an answer is needed"
	}
	if !q.Many && len(q.Answer) > 1 {
		return fmt.Sprintf("one answer is possible, not %d", len(q.Answer))
	}
	if q.Choices == nil {
		return ""
	}
	var values []string
	for _, c := range q.Choices {
		values = append(values, c.Value)
	}
	for _, said := range q.Answer {
		if !slices.Contains(values, said) {
			return fmt.Sprintf("unknown choice %q; choose one of %s", said, strings.Join(values, ", "))
		}
	}
	return ""
}

// Ask returns the questions about a pack made from src, in the order in which they are to be asked, each with the
// answer that holds for it. Which questions there are, and their defaults, depends on the answers, so ask again after
// each.
func Ask(src Source, answers Answers) []Question {
	a := &asking{Source: src, answers: answers}
	a.run()
	return a.questions
}

func (a *asking) run() {
	switch first(a.askFrom()) {
	case FromImage:
		a.identity("", "1.0.0")
		a.askLayer(schema.LayerOS)
		a.askImage()
		a.askOrigin()
	case FromChart:
		if a.Chart != nil || a.all {
			a.askChart()
		}
	case FromManifests:
		if len(a.Manifests) > 0 || a.all {
			a.askPlain()
		}
	case FromNothing:
		a.askPlain()
	}
}

// askPlain asks about a pack of manifests.
func (a *asking) askPlain() {
	a.identity(a.manifestName(), "1.0.0")
	a.askLayer(schema.LayerAddon)
	a.askClouds(cloudChoices(), schema.AllClouds)
	a.askNamespace()
	a.askOrigin()
	a.askRequired()
}

// askRequired asks for the packs that the pack depends on.
func (a *asking) askRequired() {
	problem := ""
	for _, name := range a.answers[KeyRequires] {
		if name != "" && problem == "" {
			problem = nameProblem(name)
		}
	}
	a.ask(Question{
		Key: KeyRequires, Title: "Required packs", Many: true, Rare: true, Problem: problem,
		Text: "The names of packs that the pack needs, such as one that defines custom resources.",
	})
}

func (a *asking) askChart() {
	var m about
	name, version := "", ""
	if a.Chart != nil {
		m = aboutChart(a.Chart)
		name, version = packName(a.Chart.Name), packVersion(a.Chart.Version)
	}
	a.identity(name, version)
	a.askLayer(schema.LayerAddon, m.words...)
	a.askClouds(cloudChoices(), schema.AllClouds)
	a.askNamespace()
	a.ask(Question{
		Key: KeyValues, Title: "Values", Text: "Which of the chart's values to put into values.yaml.",
		Choices: []Choice{
			{ValuesComments, "Comments on the values that are changed most often; the chart's defaults apply."},
			{ValuesAll, "All defaults of the chart, with their comments."},
		},
	}, ValuesComments)
	a.askOrigin()
	a.askRequired()
	a.ask(Question{
		Key: KeyRepository, Title: "Chart repository", Rare: true,
		Text:    "The address of the repository that the chart is from: https:// or oci://.",
		Problem: repositoryProblem(first(a.answers[KeyRepository])),
	})
}

func (a *asking) askFrom() []string {
	choices := []Choice{
		{FromChart, "A Helm chart: an archive (.tgz), or the chart's folder."},
		{FromManifests, "Kubernetes manifests that exist."},
		{FromImage, "The image of an operating system, which a cloud has."},
		{FromNothing, "Nothing yet: a first manifest is written."},
	}
	q := Question{Key: KeyFrom, Title: "Made from", Text: "What the pack is made from.", Choices: choices}
	var from []string
	switch {
	case a.answers[KeyChart] != nil:
		from = a.ask(q, FromChart)
	case a.answers[KeyManifests] != nil:
		from = a.ask(q, FromManifests)
	default:
		q.Required = true
		from = a.ask(q)
	}
	problem := ""
	if a.Err != nil {
		problem = a.Err.Error()
	}
	switch first(from) {
	case FromChart:
		a.ask(Question{
			Key: KeyChart, Title: "Chart", Text: "The archive (.tgz) or the folder of the Helm chart.", Files: true,
			Required: a.Chart == nil, Problem: problem,
		})
	case FromManifests:
		a.ask(Question{
			Key: KeyManifests, Title: "Manifests", Text: "The manifests, or folders with them.", Files: true,
			Many: true, Required: len(a.Manifests) == 0, Problem: problem,
		})
	}
	return from
}

// identity asks for what tells the pack from others. The defaults are "" if there are none.
func (a *asking) identity(name, version string) {
	given := first(a.answers[KeyName])
	name = first(a.ask(Question{
		Key: KeyName, Title: "Name", Text: textOf("name"), Required: name == "", Problem: nameProblem(given),
	}, some(name)...))
	a.ask(Question{Key: KeyDisplayName, Title: "Display name", Text: textOf("displayName")},
		some(palette.DisplayName(name))...)
	a.ask(Question{
		Key: KeyVersion, Title: "Version", Text: textOf("version"), Required: version == "",
		Problem: versionProblem(first(a.answers[KeyVersion])),
	}, some(version)...)
}

// askLayer asks for the layer and what depends on it. words are those that describe what the pack installs.
func (a *asking) askLayer(layer string, words ...string) {
	q := Question{Key: KeyLayer, Title: "Layer", Text: textOf("layer"), Choices: choicesOf(schema.Layers())}
	switch {
	case a.all:
	case layer == schema.LayerOS: // it has nothing to deploy
		q.Choices = slices.DeleteFunc(q.Choices, func(c Choice) bool { return c.Value != schema.LayerOS })
		q.Rare = true
	default:
		q.Choices = slices.DeleteFunc(q.Choices, func(c Choice) bool { return c.Value == schema.LayerOS })
	}
	if first(a.ask(q, layer)) == schema.LayerAddon {
		a.ask(Question{
			Key: KeyAddonType, Title: "Add-on type", Text: "The category of the add-on in Palette.",
			Choices: choicesOf(schema.AddonTypes()),
		}, addonType(words))
	}
}

func (a *asking) askClouds(choices []Choice, def ...string) []string {
	q := Question{
		Key: KeyClouds, Title: "Cloud types", Text: textOf("cloudTypes"), Many: true, Choices: choices,
		Required: len(def) == 0,
	}
	if given := a.answers[KeyClouds]; len(given) > 1 && slices.Contains(given, schema.AllClouds) {
		q.Problem = "all includes the other clouds; choose all, or some of the others"
	}
	return a.ask(q, def...)
}

func (a *asking) askNamespace() {
	name := ""
	if said := a.said(KeyName); nameProblem(said) == "" && said != "" {
		name = objectName(said)
	}
	a.ask(Question{
		Key: KeyNamespace, Title: "Namespace", Required: name == "",
		Text:    "The namespace that the pack is installed in.",
		Problem: namespaceProblem(first(a.answers[KeyNamespace])),
	}, some(name)...)
}

// said is the answer to a question that was asked before.
func (a *asking) said(key string) string {
	for _, q := range a.questions {
		if q.Key == key {
			return first(q.Answer)
		}
	}
	return ""
}

// askOrigin asks for the annotations that say who is responsible for the pack.
func (a *asking) askOrigin() {
	sub := annotation(KeySource)
	a.ask(Question{
		Key: KeySource, Title: "Source", Text: plain(sub.Description), Choices: choicesOf(sub.Examples), Rare: true,
	}, sub.Examples[0].Value)
	a.ask(Question{Key: KeyContributor, Title: "Contributor", Text: plain(annotation(KeyContributor).Description)})
}

func choicesOf(values []schema.EnumValue) []Choice {
	choices := make([]Choice, len(values))
	for i, v := range values {
		choices[i] = Choice{v.Value, plain(v.Description)}
	}
	return choices
}

func cloudChoices() []Choice { return choicesOf(schema.CloudTypes()) }

// textOf is what the schema says about a field of pack.json.
func textOf(field string) string {
	return plain(schema.Embedded().At([]string{field}).Description)
}

// annotation is what the schema says about an annotation.
func annotation(name string) *schema.Sub {
	return schema.Embedded().At([]string{"annotations", name})
}

// plain is Markdown of the schema, whose only marks are backquotes, as plain text.
func plain(markdown string) string { return strings.ReplaceAll(markdown, "`", "") }

func first(list []string) string {
	if len(list) == 0 {
		return ""
	}
	return list[0]
}

// some is a list of s; nil if s is empty.
func some(s string) []string {
	if s == "" {
		return nil
	}
	return []string{s}
}
