;;; o8-eglot-tests.el --- What Eglot does with o8  -*- lexical-binding: t; -*-

;; emacs -Q --batch -L editors/emacs -l o8-eglot-tests.el -f ert-run-tests-batch-and-exit
;; Drives the program $O8 on a copy of editors/sample. What is asked about stands behind letters of one, two and four bytes.

;;; Code:

(require 'ert)
(require 'o8-mode)

(defconst o8-tests--sample (expand-file-name "../sample" (file-name-directory (or load-file-name buffer-file-name))))

;; What is said of a text that has become shorter may lie behind its end. Flymake leaves that out, except where errors are debugged, as
;; they are in tests.
(advice-add 'flymake-diag-region :around
            (lambda (region &rest arguments)
              (let (debug-on-error) (apply region arguments))))

(defmacro o8-tests--with-sample (&rest body)
  "Run BODY in the services of a copy of the sample, after the server has answered for the first time."
  `(progn
     (skip-unless (and (getenv "O8") (require 'eglot nil t)))
     (let* ((o8-program (getenv "O8"))
            (folder (file-truename (make-temp-file "o8-sample" t)))
            (eglot-sync-connect 10)
            (eglot-confirm-server-edits nil)
            (create-lockfiles nil))
       (copy-directory o8-tests--sample folder nil t t)
       (unwind-protect
           (with-current-buffer (find-file-noselect (expand-file-name "shop/services.o8" folder))
             (apply #'eglot (eglot--guess-contact))
             (unwind-protect (progn ,@body)
               (eglot-shutdown (eglot-current-server) nil 5)))
         (dolist (buffer (buffer-list))
           (when (string-prefix-p folder (or (buffer-file-name buffer) ""))
             (with-current-buffer buffer (set-buffer-modified-p nil))
             (kill-buffer buffer)))
         (delete-directory folder t)))))

(defun o8-tests--go (text)
  "Go to the beginning of the first TEXT."
  (goto-char (point-min))
  (search-forward text)
  (goto-char (match-beginning 0)))

(defun o8-tests--replace (text with)
  "Write WITH in place of the first TEXT."
  (o8-tests--go text)
  (delete-char (length text))
  (insert with))

(defun o8-tests--wait (holds)
  "Wait until HOLDS gives something, and give it."
  (let ((end (+ (float-time) 20)) found)
    (while (and (not (setq found (funcall holds))) (< (float-time) end))
      (accept-process-output nil 0.05))
    (should found)
    found))

(defun o8-tests--problems ()
  "What is wrong here, as text."
  (eglot--signal-textDocument/didChange)
  (flymake-start)
  (mapcar #'flymake-diagnostic-text (flymake-diagnostics)))

(defun o8-tests--complete (label)
  "Take LABEL of what is offered at point, and give all that is."
  (pcase-let* ((`(,from ,to ,table . ,more) (run-hook-with-args-until-success 'completion-at-point-functions))
               (offered (all-completions "" table))
               (taken (cl-find label (all-completions (buffer-substring from to) table) :test #'string=)))
    (delete-region from to)
    (goto-char from)
    (insert taken)
    (funcall (plist-get more :exit-function) taken 'finished)
    offered))

(defmacro o8-tests--as-it-was (&rest body)
  "Run BODY, and undo what it changed."
  `(let ((before (buffer-string)))
     ,@body
     (erase-buffer)
     (insert before)
     (o8-tests--wait (lambda () (null (o8-tests--problems))))))

(defun o8-tests--definition (text)
  "The file and the line of what is declared at point after the first TEXT."
  (o8-tests--go text)
  (goto-char (match-end 0))
  (let* ((xref (car (xref-backend-definitions 'eglot (xref-backend-identifier-at-point 'eglot))))
         (marker (xref-location-marker (xref-item-location xref))))
    (with-current-buffer (marker-buffer marker)
      (goto-char marker)
      (cons (file-name-nondirectory buffer-file-name) (buffer-substring (point) (line-end-position))))))

(ert-deftest o8-eglot-one-server-for-a-package ()
  (o8-tests--with-sample
   (let ((server (eglot-current-server)))
     (should (equal (file-truename (project-root (project-current))) (file-name-as-directory folder)))
     (with-current-buffer (find-file-noselect (expand-file-name "platform.o8" folder))
       (should (eq (eglot-current-server) server))))))

(ert-deftest o8-eglot-problems-and-fixes ()
  (o8-tests--with-sample
   (o8-tests--as-it-was
    (o8-tests--replace "${copies" "${copis")
    (should (string-match-p "nothing is called `copis`" (car (o8-tests--wait #'o8-tests--problems))))
    (let ((problem (car (flymake-diagnostics))))
      (should (equal (buffer-substring (flymake-diagnostic-beg problem) (flymake-diagnostic-end problem)) "copis"))
      (goto-char (flymake-diagnostic-beg problem)))
    (cl-letf (((symbol-function 'completing-read) (lambda (&rest _) "write `copies`"))
              (last-nonmenu-event t))
      (eglot-code-actions (point) (point) nil t))
    (should (save-excursion (o8-tests--go "🧁\", COPIES = \"${copies(environment)}\""))))))

(ert-deftest o8-eglot-completion ()
  (o8-tests--with-sample
   (o8-tests--as-it-was
    (o8-tests--replace "  connects = {" "  clu\n  connects = {")
    (search-backward "clu")
    (forward-char 3)
    (let ((offered (o8-tests--complete "clusters")))
      (should-not (member "version" offered)))
    (should (save-excursion (o8-tests--go "\n  clusters = []\n"))))
   (o8-tests--as-it-was
    (o8-tests--replace "team = bakers" "team = ")
    (should-not (member "catalog" (o8-tests--complete "bakers")))
    (should (save-excursion (o8-tests--go "team = bakers\n"))))
   (o8-tests--as-it-was
    (o8-tests--replace "= WebService {" "= Cron {")
    (search-backward "Cron")
    (forward-char 4)
    (o8-tests--complete "CronJob")
    (should (save-excursion (o8-tests--go "import std/cron { CronJob }\n"))))))

(ert-deftest o8-eglot-hover ()
  (o8-tests--with-sample
   (set-window-buffer (selected-window) (current-buffer))
   (o8-tests--go "replicas = ")
   (let (shown)
     (eglot-hover-eldoc-function (lambda (text &rest _) (setq shown (or text shown))))
     (o8-tests--wait (lambda () shown))
     (dolist (text '("replicas: Replicas" "How many copies" "dev" "1" "prod" "3"))
       (should (string-match-p (regexp-quote text) shown))))))

(ert-deftest o8-eglot-declarations-and-uses ()
  (o8-tests--with-sample
   (should (equal (o8-tests--definition "team = ") '("platform.o8" . "bakers { owners = [\"oidc:bakers\"] }")))
   (should (equal (o8-tests--definition "🧁\", COPIES = \"${")
                  '("sizes.o8" . "copies(where: Environment) -> Int = if where.tier == \"production\" then 3 else 1")))
   (should (equal (o8-tests--definition "deploy = ") '("service.o8" . "WebService {")))
   (o8-tests--go "bakers")
   (should (equal (sort (mapcar (lambda (xref) (file-name-nondirectory (xref-location-group (xref-item-location xref))))
                                (xref-backend-references 'eglot (xref-backend-identifier-at-point 'eglot)))
                        #'string<)
                  '("platform.o8" "services.o8" "services.o8")))))

(ert-deftest o8-eglot-rename-and-layout ()
  (o8-tests--with-sample
   (o8-tests--go "copies(environment)}")
   (cl-letf (((symbol-function 'y-or-n-p) (lambda (&rest _) t)))
     (eglot-rename "replicas"))
   (should (save-excursion (o8-tests--go "sizing.replicas = replicas(environment)")))
   (should (save-excursion (o8-tests--go "🧁\", COPIES = \"${replicas(environment)}\"")))
   (with-current-buffer (find-file-noselect (expand-file-name "sizes.o8"))
     (o8-tests--go "fn replicas(where: Environment)"))
   (o8-tests--wait (lambda () (null (o8-tests--problems))))
   (o8-tests--replace "  version" "      version")
   (eglot-format-buffer)
   (should (save-excursion (o8-tests--go "\n  version = \"4.8.2\"\n")))))

(provide 'o8-eglot-tests)
;;; o8-eglot-tests.el ends here
