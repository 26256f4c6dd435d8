;;; session.el --- A session of an author in a real Emacs  -*- lexical-binding: t -*-

;; Run by `run' in batch mode, after the configuration from editors/README.md; the default directory has copies of the
;; packs. Keys go through the command loop (`execute-kbd-macro').  Batch mode has no idle time, in which Eglot sends
;; changes to the server and Flymake requests problems: `await' does both instead.

(require 'cl-lib)
(require 'eglot)
(require 'flymake)

(setq create-lockfiles nil make-backup-files nil vc-handled-backends nil eglot-autoshutdown nil
      eglot-confirm-server-edits nil inhibit-message t ring-bell-function #'ignore)

(defvar failed 0)
(defvar work default-directory)

(defun say (format &rest arguments)
  (princ (concat (apply #'format format arguments) "\n")))

(defun check (name ok &optional seen)
  (if ok
      (say "ok - %s" name)
    (cl-incf failed)
    (say "not ok - %s: %S" name seen)))

(defun await (name look test)
  "Wait until what LOOK returns passes TEST."
  (let ((end (+ (float-time) 60)) seen ok)
    (while (and (not (setq ok (funcall test (setq seen (funcall look))))) (< (float-time) end))
      (when (eglot-managed-p)
        (eglot--signal-textDocument/didChange)
        (flymake-start))
      (accept-process-output nil 0.05))
    (check name ok seen)))

(defun press (keys) (execute-kbd-macro (kbd keys)))
(defun text-typed (text) (execute-kbd-macro text))

(defun problems ()
  "The problems of the buffer: a list of (TEXT . MESSAGE)."
  (mapcar (lambda (d)
            (cons (buffer-substring-no-properties (flymake-diagnostic-beg d) (flymake-diagnostic-end d))
                  (flymake-diagnostic-text d)))
          (flymake-diagnostics)))

(defun has (text words)
  "A test of problems: one underlines TEXT and says WORDS."
  (lambda (found) (cl-some (lambda (p) (and (equal (car p) text) (string-search words (cdr p)))) found)))

(defun lacks (text words)
  (lambda (found) (not (funcall (has text words) found))))

(defun visit (path)
  (execute-kbd-macro (vconcat (kbd "C-x C-f C-a C-k") (expand-file-name path work) (kbd "RET"))))

(defun line () (buffer-substring-no-properties (pos-bol) (pos-eol)))

(defun go-after (text)
  (goto-char (point-min))
  (search-forward text))

(defun session ()
  (visit "typing/pack.json")
  (say "# Emacs %s" emacs-version)
  (await "attached" #'eglot-managed-p #'identity)
  (check "in the mode for packs" (eq major-mode 'pack-json-mode) major-mode)
  (say "# positions in %s" (or (plist-get (eglot--capabilities (eglot-current-server)) :positionEncoding) "utf-16"))
  (await "a column past emoji in JSON" #'problems (has "3" "must be a string"))

  (go-after "\"layer\": \"addon")
  (press "DEL DEL")
  (await "a problem appears while typing" #'problems (has "\"add\"" "\"add\""))
  (text-typed "on")
  (await "and vanishes once it is right" #'problems (lambda (found) (not (cl-some (lambda (p) (string-search "layer" (cdr p))) found))))

  (press "M-DEL")
  (text-typed "cs")
  (press "C-M-i")
  (await "layer: completed" #'line (lambda (l) (equal l "  \"layer\": \"csi\",")))
  (go-after "\"aws\"")
  (text-typed ", \"\"")
  (press "C-b")
  (text-typed "vs")
  (press "C-M-i")
  (await "cloudTypes: completed" #'line (lambda (l) (equal (string-trim l) "\"cloudTypes\": [\"aws\", \"vsphere\", \"azure\"],")))
  (go-after "\"vsphere\"")
  (text-typed ", \"\"")
  (press "C-b")
  (text-typed "edge-na")
  (press "C-M-i")
  (await "cloudTypes: completed past a hyphen" #'line (lambda (l) (string-search "\"vsphere\", \"edge-native\", \"azure\"" l)))
  (go-after "\"optional")
  (press "M-DEL")
  (text-typed "no")
  (press "C-M-i")
  (await "dependency type: completed" #'line (lambda (l) (string-suffix-p "\"type\": \"notSupported\"}" l)))

  (go-after "\"addonT")
  (let (said)
    (eglot-hover-eldoc-function (lambda (text &rest _) (setq said (or text said))))
    (await "hover shows documentation" (lambda () said) (lambda (text) (and text (string-search "addonType" text) (> (length text) 60)))))

  (visit "broken-pack/pack.json")
  (await "the layer is wrong" #'problems (has "\"addons\"" "did you mean \"addon\""))
  (go-after "\"addons")
  (let ((completing-read-function (lambda (_prompt all &rest _) (car (all-completions "" all))))
        (last-nonmenu-event ?a))        ; nil would ask for the mouse
    (call-interactively #'eglot-code-action-quickfix))
  (await "a quick fix puts it right" #'line (lambda (l) (equal l "  \"layer\": \"addon\",")))
  (await "and the problem is gone" #'problems (lacks "\"addons\"" "layer"))

  (visit "typing/values.yaml")
  (await "values.yaml is attached" #'eglot-managed-p #'identity)
  (await "a column past emoji in YAML" #'problems (has "tide" "duplicate key"))
  (check "of the second key"
         (cl-some (lambda (d) (save-excursion (goto-char (flymake-diagnostic-beg d)) (looking-back "tide: low, " (pos-bol)))) (flymake-diagnostics))
         (problems))

  (go-after "pack:")
  (press "RET")
  (text-typed "  spectrocloud.com/inst")
  (press "C-M-i")
  (await "a key with dots and a slash: completed" #'line (lambda (l) (equal (string-trim l) "spectrocloud.com/install-priority:")))

  (visit "elsewhere/package.json")
  (check "another JSON file is left alone" (not (or (eglot-managed-p) (eq major-mode 'pack-json-mode))) major-mode)
  (visit "elsewhere/values.yaml")
  (check "another values.yaml is left alone" (not (or (eglot-managed-p) (eq major-mode 'pack-yaml-mode))) major-mode)
  (visit "typing/pack.json")
  (eglot-shutdown (eglot-current-server))
  (check "shut down" (not (eglot-managed-p))))

(condition-case problem
    (session)
  (error (check "the session ran to its end" nil problem)))
(dolist (buffer (buffer-list))
  (with-current-buffer buffer (set-buffer-modified-p nil)))
(kill-emacs (if (= failed 0) 0 1))
