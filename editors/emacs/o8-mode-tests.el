;;; o8-mode-tests.el --- Tests of o8-mode  -*- lexical-binding: t; -*-

;; emacs -Q --batch -L editors/emacs -l o8-mode-tests.el -f ert-run-tests-batch-and-exit
;; What Eglot does is tried by o8-eglot-tests.el.

;;; Code:

(require 'ert)
(require 'o8-mode)

(defun o8-tests--face (text what)
  "The face of WHAT in TEXT."
  (with-temp-buffer
    (insert text)
    (o8-mode)
    (font-lock-ensure)
    (goto-char (point-min))
    (search-forward what)
    (let ((face (get-text-property (match-beginning 0) 'face)))
      (if (consp face) (car face) face))))

(ert-deftest o8-colours ()
  (pcase-dolist (`(,text ,what ,face)
                 '(("module web { team = shop }" "module" font-lock-keyword-face)
                   ("module web { team = shop }" "web" font-lock-function-name-face)
                   ("module web { team = shop }" "team" font-lock-variable-name-face)
                   ("pub type Box { a: Int }" "Box" font-lock-type-face)
                   ("pub type Box { a: Int }" "Int" font-lock-type-face)
                   ("fn double(n: Int) -> Int = n" "double" font-lock-function-name-face)
                   ("let a = if b then 1 else 2" "then" font-lock-keyword-face)
                   ("let a = R {\n  if = 1\n}" "if" font-lock-variable-name-face)
                   ("  in prod { a = 1 }" "in" font-lock-keyword-face)
                   ("let a = \"b\" // c" "b" font-lock-string-face)
                   ("let a = \"b\" // c" "c" font-lock-comment-face)
                   ("let a = \"http://b\"" "//b" font-lock-string-face)
                   ("let a = \"\"\"\n  \"q\" // c\n  \"\"\" // d" "// c" font-lock-string-face)
                   ("let a = \"\"\"\n  \"q\" // c\n  \"\"\" // d" "d" font-lock-comment-face)
                   ("@deprecated(\"x\")" "@deprecated" font-lock-preprocessor-face)))
    (should (equal (list text what (o8-tests--face text what)) (list text what face)))))

(ert-deftest o8-indents-as-the-formatter-does ()
  (let ((text "module web {
  team = shop
  deploy = WebService {
    image = \"a\"
    vars = {
      A = \"b\"
    }
  }
  in prod {
    deploy.command = [
      \"a\"
    ]
  }
}

let size = if big
  then 1
  else 2
fn double(n: Int) -> Int =
  n * 2
let script = \"\"\"
   as it is
 \"\"\"
let last = 1
"))
    (with-temp-buffer
      (o8-mode)
      (insert (replace-regexp-in-string "^ +\\([^ ]\\)" "\\1" text))
      ;; The text block keeps its blanks.
      (goto-char (point-min))
      (search-forward "\nas it is\n\"\"\"")
      (replace-match "\n   as it is\n \"\"\"" t t)
      (indent-region (point-min) (point-max))
      (should (equal (buffer-string) text)))))

(ert-deftest o8-comments-and-names ()
  (with-temp-buffer
    (o8-mode)
    (insert "let back-office = 1")
    (goto-char (point-min))
    (comment-region (point-min) (point-max))
    (should (equal (buffer-string) "// let back-office = 1"))
    (search-forward "let ")
    (should (equal (thing-at-point 'symbol t) "back-office"))))

(ert-deftest o8-index ()
  (with-temp-buffer
    (o8-mode)
    (insert "module web {}\ntype Box {}\n")
    (let ((index (imenu--make-index-alist t)))
      (should (assoc "web" (cdr (assoc "Modules" index))))
      (should (assoc "Box" (cdr (assoc "Types" index)))))))

(provide 'o8-mode-tests)
;;; o8-mode-tests.el ends here
