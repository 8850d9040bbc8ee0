;;; o8-mode.el --- Major mode for o8  -*- lexical-binding: t; -*-

;; Version: 0.1.0
;; Package-Requires: ((emacs "28.1"))
;; Keywords: languages
;; URL: https://github.com/o8-lang/o8
;; SPDX-License-Identifier: Apache-2.0 OR MIT

;;; Commentary:

;; Colours, indentation and an index for o8, and `o8 lsp' for Eglot.
;;
;;   (require 'o8-mode)
;;   (add-hook 'o8-mode-hook #'eglot-ensure)

;;; Code:

(require 'rx)

(defgroup o8 nil
  "The o8 language."
  :group 'languages
  :prefix "o8-")

(defcustom o8-program "o8"
  "The program that compiles o8 and answers the editor."
  :type 'string)

(defcustom o8-indent-offset 2
  "How far each level is indented; `o8 fmt' takes two blanks."
  :type 'natnum
  :safe #'natnump)

(defvar o8-mode-syntax-table
  (let ((table (make-syntax-table)))
    (modify-syntax-entry ?/ ". 12" table)
    (modify-syntax-entry ?\n ">" table)
    (modify-syntax-entry ?\" "\"" table)
    (modify-syntax-entry ?\\ "\\" table)
    ;; A dash is a part of names.
    (modify-syntax-entry ?- "_" table)
    (modify-syntax-entry ?_ "_" table)
    (dolist (sign '(?+ ?* ?= ?< ?> ?& ?| ?! ?? ?@ ?$ ?% ?.))
      (modify-syntax-entry sign "." table))
    table)
  "What the characters of o8 are.")

(defconst o8--name "[A-Za-z]\\(?:[A-Za-z0-9_]\\|-+[A-Za-z0-9_]\\)*")

(defconst o8--before "\\(?:^\\|[^A-Za-z0-9_.-]\\)"
  "What may stand before a word that is no part of a longer name and no field.")

(defconst o8--font-lock
  `((,(concat "^\\s-*\\(pub\\s-+\\)?\\(type\\|component\\)\\s-+\\(" o8--name "\\)")
     (1 'font-lock-keyword-face nil t) (2 'font-lock-keyword-face) (3 'font-lock-type-face))
    (,(concat "^\\s-*\\(pub\\s-+\\)?\\(fn\\)\\s-+\\(" o8--name "\\)")
     (1 'font-lock-keyword-face nil t) (2 'font-lock-keyword-face) (3 'font-lock-function-name-face))
    (,(concat o8--before "\\(let\\|param\\)\\s-+\\(" o8--name "\\)")
     (1 'font-lock-keyword-face) (2 'font-lock-variable-name-face))
    (,(concat "^\\(import\\)\\s-+\\([A-Za-z0-9][A-Za-z0-9_./-]*\\)")
     (1 'font-lock-keyword-face) (2 'font-lock-constant-face))
    (,(concat "^\\(?:\\(extend\\|existing\\)\\s-+\\)\\(" o8--name "\\)\\s-+\\(" o8--name "\\)")
     (1 'font-lock-keyword-face) (2 'font-lock-keyword-face) (3 'font-lock-function-name-face))
    (,(concat "^\\(" o8--name "\\)\\s-+\\(" o8--name "\\)\\s-*{")
     (1 'font-lock-keyword-face) (2 'font-lock-function-name-face))
    ("^\\(retire\\|moved\\|test\\)\\_>" (1 'font-lock-keyword-face))
    ;; A setting: every word is a name here.
    (,(concat "\\(?:^\\|[{,]\\)\\s-*\\(" o8--name "\\)\\(?:\\.[A-Za-z0-9_-]+\\|\\[[^]\n]*\\]\\)*\\s-*\\(?:\\+=\\|=[^=>]\\)")
     (1 'font-lock-variable-name-face))
    (,(concat o8--before "\\(in\\|patch\\|unset\\|emit\\|where\\|assert\\)\\s-+[A-Za-z@\"(\\[]")
     (1 'font-lock-keyword-face))
    (,(concat o8--before "\\(if\\|then\\|else\\|match\\|for\\|in\\|with\\|as\\)\\_>\\s-*[^ \t\n=+{.]")
     (1 'font-lock-keyword-face))
    (,(concat o8--before "\\(else\\|then\\)\\s-*$") (1 'font-lock-keyword-face))
    (,(concat o8--before "\\(true\\|false\\|null\\)\\_>") (1 'font-lock-constant-face))
    (,(concat o8--before "\\(module\\|environment\\|cluster\\|team\\|platform\\)\\s-*\\??\\.[A-Za-z]")
     (1 'font-lock-builtin-face))
    (,(concat "\\(?:^\\|[ \t{,]\\)\\(@" o8--name "\\)") (1 'font-lock-preprocessor-face))
    (,(concat o8--before "\\([A-Z][A-Za-z0-9]*\\)") (1 'font-lock-type-face))
    (,(concat "\\(" o8--name "\\)(") (1 'font-lock-function-name-face))
    ("\\${[^}\"\n]*}" (0 'font-lock-builtin-face prepend)))
  "What is coloured how.")

(defun o8--syntax-propertize (start end)
  "Mark text blocks and raw strings between START and END as strings."
  (goto-char start)
  (o8--inside-block end)
  (funcall
   (syntax-propertize-rules
    ("\\(?:\\_<r\\)?\\(\"\\)\"\"" (1 (prog1 nil (o8--open-block)))))
   (point) end))

(defun o8--open-block ()
  "Begin a text block at the three quotes before point, outside of strings."
  (let ((quotes (- (point) 3)))
    (unless (save-excursion (nth 8 (syntax-ppss quotes)))
      (put-text-property quotes (1+ quotes) 'syntax-table (string-to-syntax "|"))
      (put-text-property (1+ quotes) (point) 'syntax-table (string-to-syntax "."))
      (o8--close-block))))

(defun o8--inside-block (end)
  "Mark the end of the text block around point, which is before END."
  (let ((state (syntax-ppss)))
    (when (and (eq (nth 3 state) t) (< (point) end))
      (o8--close-block))))

(defun o8--close-block ()
  "Mark the three quotes that close the text block around point."
  (if (search-forward "\"\"\"" nil t)
      (progn
        (put-text-property (- (point) 3) (1- (point)) 'syntax-table (string-to-syntax "."))
        (put-text-property (1- (point)) (point) 'syntax-table (string-to-syntax "|")))
    (goto-char (point-max))))

(defun o8-indent-line ()
  "Indent the line as `o8 fmt' does, outside of text blocks."
  (interactive)
  (let ((state (save-excursion (syntax-ppss (line-beginning-position)))))
    (if (nth 3 state)
        'noindent
      (let ((column (o8--column state))
            (behind (- (current-column) (current-indentation))))
        (indent-line-to column)
        (when (> behind 0)
          (forward-char behind))))))

(defun o8--column (state)
  "The column of the line, of which STATE is the state at its beginning."
  (save-excursion
    (beginning-of-line)
    (let ((closes (looking-at-p "\\s-*[])}]"))
          (continues (looking-at-p "\\s-*\\(?:\\??\\.[A-Za-z]\\|\\(?:then\\|else\\)\\_>\\s-*[^=]\\|\\(?:[-+*/<>]\\|??\\|&&\\|||\\|[=!<>]=\\)\\s-\\)")))
      (if (null (nth 1 state))
          (if (or continues (o8--left-open-p)) o8-indent-offset 0)
        (goto-char (nth 1 state))
        (+ (current-indentation)
           (if closes 0 o8-indent-offset)
           (if (and (not closes) continues) o8-indent-offset 0))))))

(defun o8--left-open-p ()
  "Whether the line before ends in something that the next line completes."
  (save-excursion
    (forward-line 0)
    (forward-comment (- (point-max)))
    (and (> (point) (point-min))
         (looking-back "\\(?:[^=!<>]=\\|=>\\|->\\|\\_<\\(?:then\\|else\\)\\)" (line-beginning-position)))))

(defconst o8--imenu
  `(("Modules" ,(concat "^\\(?:extend\\s-+\\)?module\\s-+\\(" o8--name "\\)") 1)
    ("Environments" ,(concat "^environment\\s-+\\(" o8--name "\\)") 1)
    ("Types" ,(concat "^\\(?:pub\\s-+\\)?type\\s-+\\(" o8--name "\\)") 1)
    ("Components" ,(concat "^\\(?:pub\\s-+\\)?component\\s-+\\(" o8--name "\\)") 1)
    ("Functions" ,(concat "^\\(?:pub\\s-+\\)?fn\\s-+\\(" o8--name "\\)") 1))
  "What the index of a file holds.")

;;;###autoload
(define-derived-mode o8-mode prog-mode "o8"
  "Major mode for o8, a typed language for GitOps delivery."
  (setq-local comment-start "// ")
  (setq-local comment-start-skip "//+\\s-*")
  (setq-local comment-end "")
  (setq-local font-lock-defaults '(o8--font-lock))
  (setq-local syntax-propertize-function #'o8--syntax-propertize)
  (setq-local indent-line-function #'o8-indent-line)
  (setq-local electric-indent-chars (append "})]" electric-indent-chars))
  (setq-local imenu-generic-expression o8--imenu)
  (setq-local indent-tabs-mode nil)
  (setq-local tab-width o8-indent-offset)
  (setq-local fill-column 100))

;;;###autoload
(add-to-list 'auto-mode-alist '("\\.o8\\'" . o8-mode))

;; Outside of version control, a package is a project, so that all its files have one server.
(defun o8-project (folder)
  "The package around FOLDER as a project."
  (let ((root (locate-dominating-file folder "o8.toml")))
    (and root (cons 'transient (expand-file-name root)))))

(add-hook 'project-find-functions #'o8-project 90)

(defvar eglot-server-programs)
(with-eval-after-load 'eglot
  (add-to-list 'eglot-server-programs
               `(o8-mode . ,(lambda (&rest _) (list o8-program "lsp")))))

(provide 'o8-mode)
;;; o8-mode.el ends here
