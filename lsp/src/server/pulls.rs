//! Diagnostics for clients that ask for them.

use std::hash::Hasher;

use rustc_hash::FxHasher;
use tokio::sync::oneshot;
use tower_lsp::jsonrpc::{Error, Result};
use tower_lsp::ls_types::{
    Diagnostic, DocumentDiagnosticParams, DocumentDiagnosticReport, DocumentDiagnosticReportResult,
    FullDocumentDiagnosticReport, RelatedFullDocumentDiagnosticReport,
    RelatedUnchangedDocumentDiagnosticReport, UnchangedDocumentDiagnosticReport, WorkspaceDiagnosticParams,
    WorkspaceDiagnosticReport, WorkspaceDiagnosticReportResult, WorkspaceDocumentDiagnosticReport,
    WorkspaceFullDocumentDiagnosticReport, WorkspaceUnchangedDocumentDiagnosticReport,
};

use super::Backend;
use crate::convert::path_of;
use crate::state::{Message, Pull};

/// What these diagnostics are known by: the same for the same ones.
fn result_id(found: &[Diagnostic]) -> String {
    let mut hasher = FxHasher::default();
    hasher.write(serde_json::to_string(found).unwrap_or_default().as_bytes());
    format!("{:016x}", hasher.finish())
}

impl Backend {
    pub(super) async fn pull(
        &self,
        params: DocumentDiagnosticParams,
    ) -> Result<DocumentDiagnosticReportResult> {
        let (answer, answered) = oneshot::channel();
        let answer = Box::new(|report| drop(answer.send(report)));
        self.tell(Message::Pull(Pull::File(path_of(&params.text_document.uri), answer)));
        let items = answered.await.map_err(|_| Error::content_modified())?.found;
        let result_id = result_id(&items);
        let report = if params.previous_result_id.as_ref() == Some(&result_id) {
            DocumentDiagnosticReport::Unchanged(RelatedUnchangedDocumentDiagnosticReport {
                related_documents: None,
                unchanged_document_diagnostic_report: UnchangedDocumentDiagnosticReport { result_id },
            })
        } else {
            let full = FullDocumentDiagnosticReport { result_id: Some(result_id), items };
            DocumentDiagnosticReport::Full(RelatedFullDocumentDiagnosticReport {
                related_documents: None,
                full_document_diagnostic_report: full,
            })
        };
        Ok(DocumentDiagnosticReportResult::Report(report))
    }

    pub(super) async fn pull_all(
        &self,
        params: WorkspaceDiagnosticParams,
    ) -> Result<WorkspaceDiagnosticReportResult> {
        let (answer, answered) = oneshot::channel();
        let answer = Box::new(|reports| drop(answer.send(reports)));
        let known = params.previous_result_ids.iter().map(|known| path_of(&known.uri)).collect();
        self.tell(Message::Pull(Pull::All(known, answer)));
        let mut items = Vec::new();
        for report in answered.await.map_err(|_| Error::content_modified())? {
            let Some(uri) = report.uri else { continue };
            let (version, result_id) = (report.version.map(i64::from), result_id(&report.found));
            let mut known = params.previous_result_ids.iter();
            items.push(match known.any(|known| known.uri == uri && known.value == result_id) {
                true => {
                    WorkspaceDocumentDiagnosticReport::Unchanged(WorkspaceUnchangedDocumentDiagnosticReport {
                        uri,
                        version,
                        unchanged_document_diagnostic_report: UnchangedDocumentDiagnosticReport { result_id },
                    })
                }
                false => {
                    let full =
                        FullDocumentDiagnosticReport { result_id: Some(result_id), items: report.found };
                    WorkspaceDocumentDiagnosticReport::Full(WorkspaceFullDocumentDiagnosticReport {
                        uri,
                        version,
                        full_document_diagnostic_report: full,
                    })
                }
            });
        }
        Ok(WorkspaceDiagnosticReportResult::Report(WorkspaceDiagnosticReport { items }))
    }
}
