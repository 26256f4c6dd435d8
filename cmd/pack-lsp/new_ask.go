package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/create"
)

// asker asks questions on a terminal.
type asker struct {
	in  *bufio.Scanner
	out io.Writer
}

func newAsker(in io.Reader, out io.Writer) asker { return asker{bufio.NewScanner(in), out} }

var errNoAnswer = errors.New("no answer")

// ask asks for all that is not answered yet, and returns what the pack is made from.
func (m maker) ask(ctx context.Context, a asker, src create.Source) (create.Source, error) {
	asked := map[string]bool{}
	for {
		q, ok := unanswered(create.Ask(src, m.answers), asked)
		if !ok {
			return src, nil
		}
		if q.Problem != "" {
			fmt.Fprintf(a.out, "%s\n", visible(q.Problem))
		}
		answer, err := a.ask(ctx, q)
		if err != nil {
			return src, err
		}
		asked[q.Key] = true
		if answer == nil { // the default
			delete(m.answers, q.Key)
			continue
		}
		m.answers[q.Key] = answer
		if q.Files {
			src = m.read()
		}
	}
}

// ask asks one question until the answer is one of its choices. nil is the default.
func (a asker) ask(ctx context.Context, q create.Question) ([]string, error) {
	def := ""
	if !q.Given && len(q.Answer) > 0 {
		def = strings.Join(q.Answer, ", ")
	}
	fmt.Fprintf(a.out, "\n%s: %s\n", q.Title, q.Text)
	for i, c := range q.Choices {
		fmt.Fprintf(a.out, "  %2d %-16s %s\n", i+1, c.Value, c.Description)
	}
	for {
		switch {
		case def != "":
			fmt.Fprintf(a.out, "[%s] ", visible(def))
		default:
			fmt.Fprint(a.out, "> ")
		}
		if !a.in.Scan() || ctx.Err() != nil {
			return nil, errors.Join(errNoAnswer, ctx.Err())
		}
		line := strings.TrimSpace(a.in.Text())
		switch {
		case line == "" && (def != "" || !q.Required):
			return nil, nil
		case line == "":
			continue
		}
		answer, problem := readAnswer(q, line)
		if problem == "" {
			return answer, nil
		}
		fmt.Fprintln(a.out, visible(problem))
	}
}

// readAnswer reads a line: for a choice, its number or its name, or the start of only one name.
func readAnswer(q create.Question, line string) (answer []string, problem string) {
	parts := []string{line}
	if q.Many {
		parts = strings.Split(line, ",")
	}
	for _, part := range parts {
		part = strings.TrimSpace(part)
		if q.Choices == nil {
			answer = append(answer, part)
			continue
		}
		choice, ok := chosen(q.Choices, part)
		if !ok {
			return nil, fmt.Sprintf("%q is not a choice; write a number from 1 to %d, or a name", part, len(q.Choices))
		}
		answer = append(answer, choice)
	}
	return answer, ""
}

func chosen(choices []create.Choice, word string) (string, bool) {
	if n, err := strconv.Atoi(word); err == nil && 1 <= n && n <= len(choices) {
		return choices[n-1].Value, true
	}
	if i := slices.IndexFunc(choices, func(c create.Choice) bool { return c.Value == word }); i >= 0 {
		return choices[i].Value, true
	}
	found := ""
	for _, c := range choices {
		if strings.HasPrefix(c.Value, strings.ToLower(word)) {
			if found != "" {
				return "", false
			}
			found = c.Value
		}
	}
	return found, found != ""
}
