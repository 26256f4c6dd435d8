# Writes workflow commands that annotate files, as pack-lsp check --format=github prints them, as a table in Markdown.

# plain undoes the escapes of workflow commands.
function plain(s) {
  gsub(/%0D/, "\r", s); gsub(/%0A/, " ", s); gsub(/%3A/, ":", s); gsub(/%2C/, ",", s); gsub(/%25/, "%", s)
  return s
}

# cell is s as it is in a cell of a table: as text, whatever is in it.
function cell(s) {
  gsub(/&/, "\\&amp;", s); gsub(/</, "\\&lt;", s); gsub(/[\\`*_\[\]|~]/, "\\\\&", s)
  return s
}

# property is the one called name in s, a list such as file=a,line=1.
function property(s, name, parts, n, i) {
  n = split(s, parts, ",")
  for (i = 1; i <= n; i++) {
    if (index(parts[i], name "=") == 1) {
      return plain(substr(parts[i], length(name) + 2))
    }
  }
  return ""
}

/^::(error|warning|notice) / {
  if (++rows == 1) {
    print "\n| place | | problem |\n|---|---|---|"
  }
  if (rows > most) {
    next
  }
  level = substr($1, 3)
  rest = substr($0, length($1) + 2)
  end = index(rest, "::")
  properties = substr(rest, 1, end - 1)
  code = property(properties, "title")
  printf "| %s:%s | %s | %s [%s](%s%s/) |\n", cell(property(properties, "file")), property(properties, "line"), level,
    cell(plain(substr(rest, end + 2))), code, pages, code
}

BEGIN {
  most = 100
  pages = "https://pack-lsp.github.io/pack-lsp/checks/"
}

END {
  if (rows > most) {
    printf "\nand %d more.\n", rows - most
  }
  print ""
}
