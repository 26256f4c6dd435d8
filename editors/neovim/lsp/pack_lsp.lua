---@brief
---
--- https://github.com/pack-lsp/pack-lsp
---
--- Language server for Spectro Cloud Palette packs: `pack.json`, and the `values.yaml`, `schema.yaml`, `presets.yaml`
--- and manifests that belong to one. It works next to the servers for JSON and YAML, and leaves other files alone.
---
--- [Install it](https://pack-lsp.github.io/pack-lsp/install/), for example with Homebrew or `:MasonInstall pack-lsp`.
--- Without nvim-lspconfig, put this file into a folder `lsp` of the runtimepath. Then, in `init.lua`:
---
--- ```lua
--- vim.lsp.enable('pack_lsp')
--- ```

-- Files that belong to a pack if they are next to a pack.json.
local siblings = { ['values.yaml'] = true, ['schema.yaml'] = true, ['presets.yaml'] = true }

-- The folder of the pack that the file at path belongs to, or of a settings file; nil for other files.
local function pack_of(path)
  local folder, name = vim.fs.dirname(path), vim.fs.basename(path)
  local function is_pack(dir) return vim.uv.fs_stat(vim.fs.joinpath(dir, 'pack.json')) end
  if name == 'pack.json' or name == '.pack-lsp.yaml' or siblings[name] and is_pack(folder) then return folder end
  for dir in vim.fs.parents(name:match('%.ya?ml$') and path or '') do
    if vim.fs.basename(dir) == 'manifests' and is_pack(vim.fs.dirname(dir)) then return vim.fs.dirname(dir) end
  end
end

---@type vim.lsp.Config
return {
  cmd = { 'pack-lsp' },
  -- What a code lens counts is listed if it is run. Without this command, the server offers no lenses.
  init_options = { commands = { 'packLsp.showReferences' } },
  commands = {
    ['packLsp.showReferences'] = function(command, ctx)
      local encoding = vim.lsp.get_client_by_id(ctx.client_id).offset_encoding
      local items = vim.lsp.util.locations_to_items(command.arguments[3], encoding)
      vim.fn.setqflist({}, ' ', { title = command.title, items = items })
      vim.cmd('botright copen')
    end,
  },
  -- No `filetypes`: what a file is called and where it is decides, whatever type a plugin gives it.
  root_dir = function(bufnr, on_dir)
    local path = vim.api.nvim_buf_get_name(bufnr)
    local pack = pack_of(path)
    if pack then
      -- The whole repository, since packs refer to one another; without one, the pack.
      on_dir(vim.fs.root(path, { '.pack-lsp.yaml', '.git' }) or pack)
    end
  end,
}
