;;; lsp-pack.el --- lsp-mode client for Palette packs -*- lexical-binding: t; -*-

;; Copyright (C) 2026 pack-lsp maintainers

;; Author: pack-lsp maintainers
;; Keywords: languages, tools

;; This program is free software; you can redistribute it and/or modify
;; it under the terms of the GNU General Public License as published by
;; the Free Software Foundation, either version 3 of the License, or
;; (at your option) any later version.

;; This program is distributed in the hope that it will be useful,
;; but WITHOUT ANY WARRANTY; without even the implied warranty of
;; MERCHANTABILITY or FITNESS FOR A PARTICULAR PURPOSE.  See the
;; GNU General Public License for more details.

;; You should have received a copy of the GNU General Public License
;; along with this program.  If not, see <https://www.gnu.org/licenses/>.

;;; Commentary:

;; Client for pack-lsp, the language server for Spectro Cloud Palette packs:
;; pack.json, and the values.yaml, schema.yaml, presets.yaml and manifests
;; that belong to one.  It works next to the servers for JSON and YAML.
;; In lsp-mode itself, `lsp-client-packages' names it, and lsp-clients.json next
;; to this file goes into docs/lsp-clients.json.

;;; Code:

(require 'lsp-mode)

(defgroup lsp-pack nil
  "LSP support for Spectro Cloud Palette packs, using pack-lsp."
  :group 'lsp-mode
  :link '(url-link "https://github.com/pack-lsp/pack-lsp")
  :package-version '(lsp-mode . "9.0.1"))

(defcustom lsp-pack-executable "pack-lsp"
  "The pack-lsp executable: a name on the variable `exec-path', or a path."
  :group 'lsp-pack
  :type 'string
  :package-version '(lsp-mode . "9.0.1"))

(defun lsp-pack--pack-p (folder)
  "Whether FOLDER is that of a pack."
  (and folder (file-exists-p (expand-file-name "pack.json" folder))))

(defun lsp-pack--activate-p (file-name &optional _mode)
  "Whether FILE-NAME belongs to a pack."
  (let ((name (file-name-nondirectory file-name))
        (folder (file-name-directory file-name)))
    (cond
     ((member name '("pack.json" ".pack-lsp.yaml")) t)
     ((member name '("values.yaml" "schema.yaml" "presets.yaml"))
      (lsp-pack--pack-p folder))
     ((string-match "\\`\\(.*\\)/manifests/.*\\.ya?ml\\'" file-name)
      (lsp-pack--pack-p (match-string 1 file-name))))))

(lsp-register-client
 (make-lsp-client
  :new-connection (lsp-stdio-connection (lambda () (list lsp-pack-executable)))
  :activation-fn #'lsp-pack--activate-p
  :language-id (lambda (buffer)
                 (if (string-suffix-p ".json" (or (buffer-file-name buffer) ""))
                     "json"
                   "yaml"))
  :initialized-fn (lambda (workspace)
                    (with-lsp-workspace workspace
                      (lsp--set-configuration (lsp-configuration-section "packLsp"))))
  :add-on? t
  :server-id 'pack-lsp))

(lsp-consistency-check lsp-pack)

(provide 'lsp-pack)
;;; lsp-pack.el ends here
