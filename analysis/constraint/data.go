package constraint

// ClauseDoc describes a clause.
type ClauseDoc struct {
	Kind ClauseKind
	Name string
	Form string // with its arguments
	Doc  string
}

// TypeDoc describes the type of a placeholder.
type TypeDoc struct {
	Type  Type
	Name  string
	Forms []string // placeholders of the type
	Noun  string   // what a value of it is, as in "must be a number"
	Doc   string
}

// Clauses returns the clauses in their usual order.
func Clauses() []ClauseDoc {
	return []ClauseDoc{
		{Required, "required", "required",
			"The value must be set when a profile or cluster is made. If the default is empty, users have to fill it in."},
		{ReadOnly, "readonly", "readonly", "The value cannot be edited in Palette."},
		{FormatClause, "format", `format "${type}"`,
			"What the whole value must look like: placeholders such as ${number}, and literal text."},
		{Hints, "hints", `hints "text"`, "Lines that Palette shows next to the value."},
	}
}

// Types returns the types of placeholders, the most used first.
func Types() []TypeDoc {
	return []TypeDoc{
		{TypeString, "string", []string{"${string}", "${string:/regex/}"}, "text",
			"Any text, or text that matches an RE2 regular expression as a whole."},
		{TypePassword, "password", []string{"${password}", "${password:/regex/}"}, "a password",
			"Like string, but Palette masks it."},
		{TypeBoolean, "boolean", []string{"${boolean}"}, "true or false", "true or false."},
		{TypeNumber, "number", []string{"${number}", "${number:[low-high]}", "${number:/regex/}"}, "a number",
			"A number, in an inclusive range, or matching an RE2 regular expression."},
		{TypeList, "list", []string{"${list:[A,B]}"}, "one of a list", "One of the options; the case must match."},
		{TypeIPv4, "ipv4", []string{"${ipv4}"}, "an IPv4 address", "An IPv4 address."},
		{TypeVersion, "version", []string{"${version}"}, "a version", "A semantic version, such as 1.2.3."},
	}
}

// typeNamed returns the type of that name.
func typeNamed(name string) Type {
	switch name {
	case "string":
		return TypeString
	case "number":
		return TypeNumber
	case "boolean":
		return TypeBoolean
	case "password":
		return TypePassword
	case "list":
		return TypeList
	case "ipv4":
		return TypeIPv4
	case "version":
		return TypeVersion
	}
	return UnknownType
}

// typeSynonym returns the name of the type that is called name elsewhere; name is in lower case.
func typeSynonym(name string) string {
	switch name {
	case "str", "text":
		return "string"
	case "num", "int", "integer", "float", "double":
		return "number"
	case "bool":
		return "boolean"
	case "secret", "pass", "passwd":
		return "password"
	case "enum", "select", "options":
		return "list"
	case "ip", "ipaddress", "ipv4address":
		return "ipv4"
	case "semver":
		return "version"
	}
	if typeNamed(name) != UnknownType {
		return name
	}
	return ""
}
