;;; session.el --- lsp-mode with pack-lsp  -*- lexical-binding: t -*-

;; Run by `run' in batch mode; the default directory has copies of the packs.

(require 'cl-lib)
(require 'lsp-mode)
(setq lsp-client-packages '(lsp-json)) ; not all of them, which takes long; a server for JSON is not there
(require 'lsp-pack)
(require 'js)

(setq create-lockfiles nil make-backup-files nil vc-handled-backends nil inhibit-message t
      lsp-enable-suggest-server-download nil lsp-auto-guess-root t lsp-enable-file-watchers nil
      lsp-auto-configure nil ; what it shows needs packages that are not loaded
      lsp-session-file (expand-file-name "../session" default-directory))

(defvar failed 0)
(defvar work default-directory)

(defun check (name ok &optional seen)
  (princ (if ok (format "ok - %s\n" name)
           (cl-incf failed)
           (format "not ok - %s: %S\n" name seen))))

(defun await (name look)
  "Wait until LOOK returns something other than nil, which is the result."
  (let ((end (+ (float-time) 60)) seen)
    (while (and (not (setq seen (funcall look))) (< (float-time) end))
      (accept-process-output nil 0.05))
    (check name seen)
    seen))

(defun messages ()
  "The problems of the file that is visited."
  (mapcar (lambda (d) (lsp:diagnostic-message d))
          (gethash (lsp--fix-path-casing buffer-file-name) (lsp-diagnostics t))))

(defun says (words) (cl-some (lambda (m) (string-search words m)) (messages)))

(princ (format "# Emacs %s\n" emacs-version))

(check "a values.yaml outside of a pack is left alone"
       (not (lsp-pack--activate-p (expand-file-name "elsewhere/values.yaml" work))))
(check "a manifest of a pack is not"
       (lsp-pack--activate-p (expand-file-name "broken-pack/manifests/greeter.yaml" work)))

(find-file (expand-file-name "broken-pack/pack.json" work))
(js-json-mode)
(lsp)
(await "the server is started" (lambda () (lsp-workspaces)))
(await "problems come" (lambda () (says "unknown layer \"addons\"")))
(goto-char (point-min))
(search-forward "\"addons")
(let ((items (lsp-request "textDocument/completion" (lsp--text-document-position-params))))
  (check "layers are offered" (string-search "csi" (format "%S" items)) items))
(search-backward "layer")
(let ((hover (lsp-request "textDocument/hover" (lsp--text-document-position-params))))
  (check "hover explains a key" (string-search "Layer of the cluster profile" (format "%S" hover)) hover))
(search-forward "addons")
(delete-char -1)
(await "a problem vanishes once it is right" (lambda () (not (says "unknown layer"))))
(set-buffer-modified-p nil)

(find-file (expand-file-name "broken-pack/values.yaml" work))
(fundamental-mode)
(lsp)
(await "problems come in YAML" (lambda () (says "duplicate key")))
(set-buffer-modified-p nil)

(ignore-errors (lsp-workspace-shutdown (car (lsp-workspaces))))
(kill-emacs (if (> failed 0) 1 0))
