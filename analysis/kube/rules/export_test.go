package rules

// RuleTable is for tests.
var RuleTable = ruleTable
