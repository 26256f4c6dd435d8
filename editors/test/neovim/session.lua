-- A session of an author in a real Neovim: `nvim -l session.lua NVIM WORK API`.
--
-- This Neovim plays the author: it starts NVIM as a separate editor, whose configuration is in XDG_CONFIG_HOME, sends
-- it keys as a terminal would (nvim_input), and checks the result. WORK has copies of the packs. API is what the
-- configuration uses, for the title. Prints "ok - ..." and "not ok - ..." lines; exits non-zero if one is not ok.

local nvim, work = arg[1], arg[2]
local patience = 60000 -- milliseconds until something awaited counts as missing
local failed = 0

local function say(line) io.stdout:write(line, '\n') end

local function check(name, ok, seen)
  if ok then
    say('ok - ' .. name)
  else
    failed = failed + 1
    say('not ok - ' .. name .. (seen ~= nil and ': ' .. vim.inspect(seen):gsub('\n%s*', ' ') or ''))
  end
  return ok
end

local editor = vim.fn.jobstart({ nvim, '--embed', '--headless', '-i', 'NONE', '-n' }, { rpc = true, cwd = work })

local function press(keys) vim.rpcrequest(editor, 'nvim_input', keys) end

-- Runs Lua in the editor. A prompt that waits for a key would block the request forever.
local function ask(code, ...)
  local mode = vim.rpcrequest(editor, 'nvim_get_mode')
  if mode.blocking then return nil end
  local answer = vim.rpcrequest(editor, 'nvim_exec_lua', code, { ... })
  if answer ~= vim.NIL then return answer end
end

-- Waits until test accepts look(), and checks that it did.
local function await(name, look, test)
  local seen
  local ok = vim.wait(patience, function()
    seen = look()
    return seen ~= nil and test(seen)
  end, 10)
  return check(name, ok, seen)
end

local function line(n) return ask('return vim.fn.getline(...)', n) end

-- The problems that the author sees in the current buffer, in order: code, message, and the text underlined.
local function problems()
  return ask([[
    local found = vim.diagnostic.get(0)
    table.sort(found, function(a, b) return a.lnum < b.lnum or a.lnum == b.lnum and a.col < b.col end)
    return vim.tbl_map(function(d)
      local text = table.concat(vim.api.nvim_buf_get_text(0, d.lnum, d.col, d.end_lnum, d.end_col, {}), '\n')
      return { code = d.code, message = d.message, text = text, lnum = d.lnum, col = d.col, severity = d.severity, source = d.source }
    end, found)
  ]])
end

-- Tests of problems: one has this code and, if given, underlines text and contains words.
local function has(code, text, words)
  return function(found)
    return vim.iter(found):any(function(p)
      return p.code == code and (text == nil or p.text == text) and (words == nil or p.message:find(words, 1, true) ~= nil)
    end)
  end
end

local function lacks(code)
  return function(found) return not has(code)(found) end
end

local function clients()
  return ask('return vim.tbl_map(function(c) return c.name end, vim.lsp.get_clients({ bufnr = 0 }))')
end

local function open(path)
  press('<Esc>:edit! ' .. path .. '<CR>')
  vim.wait(patience, function() return ask([[return vim.fn.expand('%:p')]]) == vim.fs.joinpath(work, path) end, 10)
end

-- What `pack-lsp check` reports for a file, in the form of problems().
local function checked(path)
  local run = vim.system({ 'pack-lsp', 'check', '--format=json', vim.fs.dirname(path) }, { cwd = work, text = true }):wait()
  local text = vim.fn.readfile(vim.fs.joinpath(work, path))
  local found = {}
  for _, finding in ipairs(vim.json.decode(run.stdout)) do
    if finding.file == path then
      local start = finding.range.start
      table.insert(found, { code = finding.code, lnum = start.line, col = vim.fn.byteidx(text[start.line + 1], start.character, true), message = finding.message })
    end
  end
  return found
end

local function places(found)
  return found and table.concat(vim.tbl_map(function(p) return ('%d:%d %s %s'):format(p.lnum + 1, p.col, p.code, p.message) end, found), '\n')
end

-- Requests completion at the cursor in insert mode, moves to the item that inserts word, and accepts it.
local function complete(name, word)
  press('<C-x><C-o>')
  local function menu() return ask([[return vim.fn.complete_info({ 'pum_visible', 'items', 'selected' })]]) end
  local function words(m) return vim.tbl_map(function(i) return i.word end, m.items) end
  local offered
  local ok = vim.wait(patience, function()
    offered = menu()
    return offered and #offered.items > 0 -- a single item is inserted without a menu
  end, 10)
  if not check(name .. ': is offered', ok, offered) then return {} end
  local index
  for i, item in ipairs(offered.items) do
    if item.abbr == word or item.word == word then index = i - 1 end
  end
  if not check(name .. ': offers ' .. word, index ~= nil, words(offered)) then return words(offered) end
  for _ = 1, #offered.items + 1 do
    if menu().selected == index then break end
    press('<C-n>')
  end
  press('<C-y>')
  return offered.items
end

-- What an author does to navigate and to change many places at once, as far as Neovim supports it.
local function navigation()
  local function at(n, word) press(('<Esc>%dgg0:call search("\\\\V%s", "c", %d)<CR>'):format(n, word, n)) end
  local function where() return { ask([[return vim.fn.expand('%:t')]]), ask([[return vim.fn.line('.')]]) } end
  local function attached() await('the server is there', clients, function(names) return vim.deep_equal(names, { 'pack_lsp' }) end) end
  -- What a function of vim.lsp.buf lists, as "file:line text".
  local function listed(name, call)
    ask('listed = nil; ' .. call:gsub('LIST', '{ on_list = function(l) listed = l.items end }'))
    local found
    await(name .. ': answers', function() return ask('return listed') end, function(items)
      found = vim.tbl_map(function(i) return ('%s:%d %s'):format(vim.fs.basename(i.filename), i.lnum, vim.trim(i.text)) end, items)
      return #items > 0
    end)
    return table.concat(found or {}, '\n')
  end

  vim.fn.system({ 'cp', '-R', vim.fs.joinpath(work, 'good-pack'), vim.fs.joinpath(work, 'tour') })
  open('tour/values.yaml')
  attached()
  local greeting = ask([[return vim.fn.search('greeting:', 'nw')]])
  at(greeting, 'greeting')
  local seen = listed('references', 'vim.lsp.buf.references(nil, LIST)')
  check('references: the key and its use', seen:find('values.yaml:' .. greeting, 1, true) and seen:find('greeter.yaml:', 1, true), seen)
  seen = listed('document symbols', 'vim.lsp.buf.document_symbol(LIST)')
  check('document symbols: keys at each level', seen:find('manifests', 1, true) and seen:find('greeting', 1, true), seen)
  seen = listed('workspace symbols', [[vim.lsp.buf.workspace_symbol('greeter', LIST)]])
  check('workspace symbols: the pack', seen:find('pack.json:2', 1, true), seen)

  ask('vim.lsp.buf.document_highlight()')
  await('document highlight', function()
    return ask([[
      local spaces = vim.api.nvim_get_namespaces()
      return #vim.api.nvim_buf_get_extmarks(0, spaces['nvim.lsp.references'] or spaces['vim_lsp_references'], 0, -1, {})
    ]])
  end, function(n) return n == 1 end)
  await('semantic tokens of a macro', function()
    return ask([[
      local line = vim.fn.search('spectro', 'nw')
      local column = vim.fn.getline(line):find('spectro') - 1
      return #(vim.lsp.semantic_tokens.get_at_pos(0, line - 1, column) or {})
    ]])
  end, function(n) return n > 0 end)
  if ask('return vim.lsp.foldexpr ~= nil') then
    ask([[vim.wo.foldmethod, vim.wo.foldexpr = 'expr', 'v:lua.vim.lsp.foldexpr()']])
    await('folding', function() return ask([[vim.cmd('normal! zx'); return vim.fn.foldlevel(vim.fn.search('greeting:', 'nw'))]]) end, function(n) return n >= 2 end)
    ask([[vim.wo.foldmethod = 'manual'; vim.cmd('normal! zE')]])
  end

  open('tour/manifests/greeter.yaml')
  attached()
  press('gg/Values.greeting<CR>fg:lua vim.lsp.buf.definition()<CR>')
  await('definition', where, function(place) return vim.deep_equal(place, { 'values.yaml', greeting }) end)

  at(greeting, 'greeting')
  ask([[vim.lsp.buf.rename('salute')]])
  await('rename: the key', function() return line(greeting) end, function(l) return vim.startswith(vim.trim(l), 'salute:') end)
  open('tour/pack.json') -- with edit!, which leaves the other buffers as they are
  await('rename: its use', function()
    return ask([[return table.concat(vim.api.nvim_buf_get_lines(vim.fn.bufnr('tour/manifests/greeter.yaml'), 0, -1, false), '\n')]])
  end, function(text) return text:find('Values.salute', 1, true) and not text:find('Values.greeting', 1, true) end)

  local tidy = ask('return vim.api.nvim_buf_get_lines(0, 0, -1, false)')
  press('gg/"layer"<CR>i        <Esc>')
  await('untidy', function() return line(5) end, function(l) return vim.startswith(l, '          "layer"') end)
  ask('vim.lsp.buf.format()')
  await('formatting', function() return ask('return vim.api.nvim_buf_get_lines(0, 0, -1, false)') end, function(lines) return vim.deep_equal(lines, tidy) end)

  open('tour/values.yaml')
  attached()
  local values = ask('return vim.api.nvim_buf_get_lines(0, 0, -1, false)')
  ask([[vim.api.nvim_buf_set_lines(0, -1, -1, false, { 'extra:   {a:   1}  ', '', '' })]])
  ask('vim.lsp.buf.format()')
  await('formatting YAML', function() return line('$') end, function(l) return l == 'extra: {a: 1}' end)
  if ask('return vim.lsp.on_type_formatting ~= nil') then
    ask('vim.lsp.on_type_formatting.enable()')
    press('Go# one<CR>two<Esc>')
    await('Enter in a comment', function() return line('$') end, function(l) return l == '# two' end)
    ask('vim.lsp.on_type_formatting.enable(false)')
  end
  ask('vim.api.nvim_buf_set_lines(0, 0, -1, false, ...)', values)
  open('tour/pack.json')

  press('gg/"cloudTypes"<CR>f[ci["all", "all"<Esc>')
  await('a problem with one right answer', problems, has('pack/cloud-types-redundant'))
  ask([[vim.lsp.buf.code_action({ context = { only = { 'source.fixAll' }, diagnostics = {} }, apply = true })]])
  await('fix all', function() return line(7) end, function(l) return l == tidy[7] end)

  press('gg/"constraints"<CR>o"resources": [{"type": "cpu", "components": [{"scheduleType": "all", "replicaCountParamRef": "manifests.greeter.replicas"}]}],<Esc>')
  ask('vim.lsp.inlay_hint.enable(true, { bufnr = 0 })')
  await('inlay hints', function()
    return ask([[
      return vim.tbl_map(function(h)
        local label = h.inlay_hint.label
        return type(label) == 'string' and label or label[1].value
      end, vim.lsp.inlay_hint.get({ bufnr = 0 }))
    ]])
  end, function(labels) return vim.iter(labels):any(function(l) return l:find('2', 1, true) ~= nil end) end)
  vim.fn.delete(vim.fs.joinpath(work, 'tour'), 'rf')

  -- What a lens counts, in the list of the editor.
  if ask([[return vim.fn.has('nvim-0.11')]]) == 1 then
    open('good-pack/values.yaml')
    attached()
    local replicas = ask([[return vim.fn.search('replicas:', 'nw')]])
    local lenses = ask([[return vim.lsp.codelens.enable ~= nil]]) and 'vim.lsp.codelens.enable(true)' or 'vim.lsp.codelens.refresh({ bufnr = 0 })'
    ask(lenses)
    at(replicas, 'replicas')
    await('a lens is run', function()
      ask('vim.lsp.codelens.run()')
      return ask([[return vim.tbl_map(function(i) return vim.fs.basename(vim.fn.bufname(i.bufnr)) .. ':' .. i.text end, vim.fn.getqflist())]])
    end, function(items) return #items == 1 and items[1]:find('greeter.yaml:', 1, true) and items[1]:find('Values.replicas', 1, true) end)
    ask([[vim.cmd('cclose'); vim.fn.setqflist({})]])
  end

  -- The next version of the chart, in the pack's folder.
  do
    open('greeter-1.2.0/pack.json')
    attached()
    press('gg/tgz<CR>')
    await('an upgrade is offered, and made', function()
      ask([[vim.lsp.buf.code_action({
        filter = function(action) return vim.startswith(action.title, 'Upgrade to greeter 1.3.0') end, apply = true,
      })]])
      vim.wait(5000, function() return (line(4) or ''):find('1.3.0', 1, true) ~= nil end, 10)
      return ask([[return table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, false), '\n')]])
    end, function(text) return text:find('"version": "1.3.0"', 1, true) and text:find('greeter-1.3.0.tgz', 1, true) end)
    local values = ask([[
      local buffer = vim.fn.bufnr('greeter-1.2.0/values.yaml')
      return buffer > 0 and table.concat(vim.api.nvim_buf_get_lines(buffer, 0, -1, false), '\n') or ''
    ]])
    check('the default follows', values:find('replicaCount: 3', 1, true) ~= nil, values)
    check('the value of the author moves', values:find('http: 8080', 1, true) ~= nil, values)
    open('tour/pack.json')
    ask([[
      for _, buffer in ipairs(vim.api.nvim_list_bufs()) do
        if vim.api.nvim_buf_get_name(buffer):find('greeter%-1') then vim.api.nvim_buf_delete(buffer, { force = true }) end
      end
    ]])
  end

  -- New manifests, in a folder of the pack.
  do
    local function inWork(path) return vim.fs.joinpath(work, path) end
    vim.fn.system({ 'cp', '-R', inWork('good-pack'), inWork('sail') })
    vim.fn.mkdir(inWork('sail/next'))
    vim.fn.writefile(vim.tbl_map(function(l)
      return (l:gsub('1%.2%.0', '1.3.0'):gsub('{{ .Values.replicas }}', '3'):gsub('{{ .Values.greeting | quote }}', '"Hello"'))
    end, vim.fn.readfile(inWork('sail/manifests/greeter.yaml'))), inWork('sail/next/greeter-v1.3.0.yaml'))
    open('sail/pack.json')
    attached()
    press('gg/manifests.greeter<CR>')
    await('an upgrade of manifests is offered, and made', function()
      ask([[vim.lsp.buf.code_action({
        filter = function(action) return action.title == 'Upgrade to 1.3.0 (next/greeter-v1.3.0.yaml)' end, apply = true,
      })]])
      vim.wait(1000, function() return (line(4) or ''):find('1.3.0', 1, true) ~= nil end, 10)
      return line(4)
    end, function(text) return text:find('"version": "1.3.0"', 1, true) ~= nil end)
    local manifest = ask([[
      local buffer = vim.fn.bufnr('sail/manifests/greeter.yaml')
      return buffer > 0 and table.concat(vim.api.nvim_buf_get_lines(buffer, 0, -1, false), '\n') or ''
    ]])
    check('its image is new, and its templates stay',
      manifest:find('server:1.3.0', 1, true) and manifest:find('{{ .Values.replicas }}', 1, true), manifest)
    open('tour/pack.json')
    ask([[
      for _, buffer in ipairs(vim.api.nvim_list_bufs()) do
        if vim.api.nvim_buf_get_name(buffer):find('/sail/') then vim.api.nvim_buf_delete(buffer, { force = true }) end
      end
    ]])
    vim.fn.delete(inWork('sail'), 'rf')
  end

  -- A new pack, in an empty pack.json.
  vim.fn.mkdir(vim.fs.joinpath(work, 'fresh-1.0.0'), 'p')
  vim.fn.writefile({}, vim.fs.joinpath(work, 'fresh-1.0.0', 'pack.json'))
  open('fresh-1.0.0/pack.json')
  attached()
  ask([[vim.lsp.buf.code_action({
    filter = function(action) return action.title == 'Make a pack with a first manifest' end, apply = true,
  })]])
  await('a new pack', function() return line(2) end, function(l) return l == '  "name": "fresh",' end)
  check('with its other texts', ask([[
    return vim.iter({ 'values.yaml', 'README.md', 'manifests/fresh.yaml' }):all(function(name)
      return vim.fn.bufnr('fresh-1.0.0/' .. name) > 0
    end)
  ]]))
  open('tour/pack.json')
  ask([[
    for _, buffer in ipairs(vim.api.nvim_list_bufs()) do
      if vim.api.nvim_buf_get_name(buffer):find('fresh%-1') then
        vim.api.nvim_buf_delete(buffer, { force = true })
      end
    end
  ]])
  vim.fn.delete(vim.fs.joinpath(work, 'fresh-1.0.0'), 'rf')
end

local function session()
  local version = vim.version()
  say(('# Neovim %d.%d.%d'):format(version.major, version.minor, version.patch))

  -- The broken example: what the editor shows is what the command line says.
  for _, path in ipairs({ 'broken-pack/pack.json', 'broken-pack/values.yaml' }) do
    open(path)
    local want = checked(path)
    check('the command line finds problems in ' .. path, #want > 0)
    await(path .. ' shows what the command line says', function() return places(problems()) end, function(seen) return seen == places(want) end)
  end
  check('only pack-lsp is attached', vim.deep_equal(clients(), { 'pack_lsp' }), clients())
  say('# positions in ' .. ask([[return vim.lsp.get_clients({ bufnr = 0 })[1].offset_encoding]]))

  -- After an emoji.
  open('typing/pack.json')
  await('a column past emoji in JSON', problems, has('pack/annotation-not-string', '3'))

  -- A value is typed, wrong at first.
  press('gg/"layer"<CR>f:f"ci"ad')
  await('a problem appears while typing', problems, has('pack/unknown-layer', '"ad"', '"ad"'))
  press('d')
  await('and changes as more is typed', problems, has('pack/unknown-layer', '"add"', '"add"'))
  press('on')
  await('and vanishes once it is right', problems, lacks('pack/unknown-layer'))
  press('<Esc>u')
  check('undone', line(5) == '  "layer": "addon",', line(5))
  press('ggjA<BS>')
  await('a missing comma is a problem', problems, has('json/syntax'))
  check('and what stands around is still known', has('pack/annotation-not-string')(problems()), problems())
  press(',<Esc>')
  await('until it is typed', problems, lacks('json/syntax'))

  -- Completion at the three enums.
  press('gg/"layer"<CR>f:f"ci"')
  local items = complete('layer', 'csi')
  await('layer: the line is right', function() return line(5) end, function(l) return l == '  "layer": "csi",' end)
  check('layer: items are documented', vim.iter(items):all(function(i) return i.info ~= '' end), items)
  press('<Esc>gg/"aws"<CR>f"a, ""<Left>')
  items = complete('cloudTypes', 'edge-native')
  await('cloudTypes: the line is right', function() return line(7) end, function(l) return l == '  "cloudTypes": ["aws", "edge-native", "azure"],' end)
  check('cloudTypes: not those that are there', not vim.iter(items):any(function(i) return i.word:find('azure') or i.word:find('aws') end), items)
  press('<Esc>gg/"type"<CR>f:f"ci"no')
  complete('dependency type', 'notSupported')
  await('dependency type: the line is right', function() return line(12) end, function(l)
    return l == '      {"packName": "kubernetes", "layer": "k8s", "minVersion": "1.29", "type": "notSupported"}'
  end)
  press('<Esc>gg/"layer"<CR>f:C: <C-o>:<CR>')
  items = complete('layer without quotes', 'kernel')
  await('layer without quotes: the line is right', function() return line(5) end, function(l) return l:match('^  "layer": "kernel",?$') end)
  press('<Esc>')

  -- Hover.
  press('gg/"addonType"<CR>lK')
  await('hover shows documentation', function()
    return ask([[
      for _, window in ipairs(vim.api.nvim_list_wins()) do
        if vim.api.nvim_win_get_config(window).relative ~= '' then
          return table.concat(vim.api.nvim_buf_get_lines(vim.api.nvim_win_get_buf(window), 0, -1, false), '\n')
        end
      end
    ]])
  end, function(text) return text:find('addonType', 1, true) and #text > 60 end)
  press('gg')

  -- A quick fix from the menu.
  open('broken-pack/pack.json')
  await('the layer is wrong', problems, has('pack/unknown-layer'))
  press('gg/"addons"<CR>l')
  await('the cursor is there', function() return ask("return vim.fn.mode() .. ' ' .. vim.fn.expand('<cword>')") end, function(at) return at == 'n addons' end)
  vim.rpcnotify(editor, 'nvim_exec_lua', 'vim.lsp.buf.code_action()', {})
  await('a menu asks', function() return vim.rpcrequest(editor, 'nvim_get_mode').mode end, function(mode) return mode ~= 'n' end)
  press('1<CR>')
  await('a quick fix puts it right', function() return line(5) end, function(l) return l == '  "layer": "addon",' end)
  await('and the problem is gone', problems, lacks('pack/unknown-layer'))

  -- values.yaml.
  open('typing/values.yaml')
  await('a column past emoji in YAML', problems, has('yaml/duplicate-key', 'tide'))
  check('of the second key', vim.iter(problems()):any(function(p) return p.col == #'    quay: {mood: "😀 😀", tide: low, ' end), problems())
  press('Go<C-u>pilots: [1<Esc>')
  await('a problem appears in YAML', problems, has('yaml/syntax', '['))
  check('and what stands around is still known', has('yaml/duplicate-key', 'tide')(problems()), problems())
  press('A]<Esc>')
  await('and vanishes', problems, lacks('yaml/syntax'))
  press('ggo')
  complete('attributes of pack', 'spectrocloud.com/install-priority')
  await('attributes of pack: the line is right', function() return line(2) end, function(l) return vim.startswith(l, '  spectrocloud.com/install-priority:') end)
  press('<Esc>')

  navigation()

  -- With a JSON server: both answer, and neither disturbs the other.
  ask([[
    vim.api.nvim_create_autocmd('FileType', { pattern = 'json', callback = function(args)
      vim.lsp.start({ name = 'another', root_dir = vim.fs.dirname(args.file), cmd = function()
        local closing = false
        return {
          request = function(method, _, callback)
            local result = vim.NIL
            if method == 'initialize' then result = { capabilities = { completionProvider = { triggerCharacters = { '"' } } } } end
            if method == 'textDocument/completion' then result = { { label = 'from-another' } } end
            vim.schedule(function() callback(nil, result) end)
            return true, 1
          end,
          notify = function() return true end,
          is_closing = function() return closing end,
          terminate = function() closing = true end,
        }
      end }, { bufnr = args.buf })
    end })
  ]])
  open('good-pack/pack.json')
  await('beside another server', clients, function(names) return #names == 2 end)
  press('gg/"layer"<CR>f:f"ci"')
  await('problems come', problems, has('pack/empty-field', '""'))
  items = complete('beside another server', 'cni')
  check('the other completes as well', vim.iter(items):any(function(i) return i.word == 'from-another' end), items)
  await('beside another server: the line is right', function() return line(5) end, function(l) return l == '  "layer": "cni",' end)
  press('<Esc>')

  -- What only rendering shows comes later, in an open document, and goes again.
  open('good-pack/values.yaml')
  press(':%s/replicas: 2/replicas: -2<CR>')
  await('what Kubernetes would reject comes', problems, has('deploy/rejected', '-2'))
  press('u')
  await('and goes', problems, function(found) return #found == 0 end)

  -- Files with the name of a pack's file that do not belong to a pack.
  open('elsewhere/package.json')
  await('another JSON file is left alone', clients, function(names) return vim.deep_equal(names, { 'another' }) end)
  open('elsewhere/values.yaml')
  check('another values.yaml is left alone', vim.deep_equal(clients(), {}) and #problems() == 0, { clients(), problems() })

  -- The pack.json of another program: the server is there, and says nothing until a key is one that only packs have.
  press('<Esc>:edit! foreign/pack.json<CR>')
  press('i{"name": "Sounds of X", "restart": false, "color": [235, 25, 45]}<Esc>')
  await('the server attaches to another pack.json', clients, function(names) return vim.tbl_contains(names, 'pack_lsp') end)
  local hovered = ask([[return vim.lsp.buf_request_sync(0, 'textDocument/hover', vim.lsp.util.make_position_params(0, 'utf-8'), 5000) ~= nil]])
  check('and says nothing about it', hovered and #problems() == 0, problems())
  press('0a"layer": "addons", <Esc>')
  await('until it becomes a pack', problems, has('pack/unknown-layer', '"addons"'))

  -- Settings.
  if ask([[return vim.fn.has('nvim-0.11')]]) == 1 then
    press('<Esc>:edit! good-pack/.pack-lsp.yaml<CR>')
    press('ichecks:<CR>pack/unknwn-key: hintt<Esc>')
    await('a code of settings', problems, has('config/invalid-setting', 'pack/unknwn-key', 'did you mean "pack/unknown-key"?'))
    await('a severity of settings', problems, has('config/invalid-setting', 'hintt', 'did you mean "hint"?'))
    press('gg/unknwn<CR>')
    ask([[vim.lsp.buf.code_action({ filter = function(a) return a.title == 'Change to pack/unknown-key' end, apply = true })]])
    await('a fix of settings', function() return line(2) end, function(l) return l == '  pack/unknown-key: hintt' end)
    press('ggopack/eol')
    complete('codes in settings', 'pack/eol-past')
    press('<Esc>')
  end

  -- Neovim 0.10 itself shows an error if tokens come for a buffer that is gone: its handler does not look.
  local said = ask('return vim.v.errmsg')
  local own = ask([[return vim.fn.has('nvim-0.11')]]) == 0 and said:find('semantic_tokens.lua.*Invalid buffer id') ~= nil
  check('no error was shown', said == '' or own, ask([[return vim.v.errmsg .. vim.fn.execute('messages')]]))
  vim.rpcnotify(editor, 'nvim_input', '<Esc>:qall!<CR>') -- it may end before it answers
  check('it quits', vim.fn.jobwait({ editor }, patience)[1] == 0)
end

local ok, message = xpcall(session, debug.traceback)
if not ok then check('the session ran to its end', false, message) end
vim.fn.jobstop(editor)
os.exit(failed == 0 and 0 or 1)
