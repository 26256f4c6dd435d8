-- pack-lsp, the language server for Spectro Cloud Palette packs. For Neovim 0.11 and newer: put this file into a folder `lsp` of the runtimepath,
-- and `vim.lsp.enable('pack_lsp')` into init.lua.

-- Files that belong to a pack when they stand beside a pack.json.
local beside = { ['values.yaml'] = true, ['schema.yaml'] = true, ['presets.yaml'] = true }

---@type vim.lsp.Config
return {
  cmd = { 'pack-lsp' },
  -- No `filetypes`: what a file is called and where it stands decides, whatever type a plugin gives it.
  root_dir = function(bufnr, on_dir)
    local path = vim.api.nvim_buf_get_name(bufnr)
    local folder, name = vim.fs.dirname(path), vim.fs.basename(path)
    if name == 'pack.json' or beside[name] and vim.uv.fs_stat(vim.fs.joinpath(folder, 'pack.json')) then
      -- The whole repository, since packs refer to one another; without one, the pack.
      on_dir(vim.fs.root(path, { '.pack-lsp.yaml', '.git' }) or folder)
    end
  end,
}
