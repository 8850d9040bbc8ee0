//! Questions about what declarations are to each other, and what is shown between and above them.

use tower_lsp::jsonrpc::Result;
use tower_lsp::ls_types::{
    CallHierarchyIncomingCall, CallHierarchyItem, CallHierarchyOutgoingCall, CodeLens, InlayHint, Position,
    Range, SignatureHelp, Uri,
};

use super::Backend;
use crate::convert::{from_range, structure};
use crate::features::{calls, inlay, lenses, signature};
use crate::state::View;

impl Backend {
    pub(super) async fn hints(&self, uri: &Uri, within: Range) -> Result<Option<Vec<InlayHint>>> {
        let wanted = self.settings().hints;
        let work = move |view: &View| {
            let within = from_range(within, view.text(), &view.lines, view.encoding);
            let hints = inlay::hints(&view.analysis, view.file, within, wanted);
            structure::hints(&view.analysis, hints, &view.lines, view.encoding)
        };
        self.read(uri, work).await
    }

    pub(super) async fn lenses(&self, uri: Uri) -> Result<Option<Vec<CodeLens>>> {
        let wanted = self.settings().lenses;
        let address = uri.clone();
        let work = move |view: &View| {
            let lenses = lenses::lenses(&view.analysis, view.file, wanted);
            structure::lenses(lenses, &address, &view.lines, view.encoding)
        };
        self.read(&uri, work).await
    }

    /// Says what a lens says. One of a text that is not there any more says nothing.
    pub(super) async fn lens(&self, lens: CodeLens) -> Result<CodeLens> {
        let Some((uri, kind)) = structure::meant(&lens) else { return Ok(structure::silent(lens)) };
        let asked = lens.clone();
        let address = uri.clone();
        let work = move |view: &View| {
            let offset = view.offset(asked.range.start);
            let said = lenses::said(&view.analysis, view.file, offset, &kind)?;
            Some(structure::lens(&view.analysis, asked, said, &address, view.encoding))
        };
        Ok(self.read(&uri, work).await?.flatten().unwrap_or_else(|| structure::silent(lens)))
    }

    pub(super) async fn prepared(&self, uri: &Uri, at: Position) -> Result<Option<Vec<CallHierarchyItem>>> {
        let work = move |view: &View| {
            let caller = calls::prepare(&view.analysis, view.file, view.offset(at))?;
            Some(vec![structure::caller(&view.analysis, &caller, view.encoding)?])
        };
        Ok(self.read(uri, work).await?.flatten())
    }

    pub(super) async fn callers(
        &self,
        item: &CallHierarchyItem,
    ) -> Result<Option<Vec<CallHierarchyIncomingCall>>> {
        let at = item.selection_range.start;
        let work = move |view: &View| {
            let uses = calls::incoming(&view.analysis, view.file, view.offset(at));
            structure::callers(&view.analysis, &uses, view.encoding)
        };
        self.read(&item.uri, work).await
    }

    pub(super) async fn callees(
        &self,
        item: &CallHierarchyItem,
    ) -> Result<Option<Vec<CallHierarchyOutgoingCall>>> {
        let at = item.selection_range.start;
        let work = move |view: &View| {
            let uses = calls::outgoing(&view.analysis, view.file, view.offset(at));
            structure::callees(&view.analysis, &uses, &view.lines, view.encoding)
        };
        self.read(&item.uri, work).await
    }

    pub(super) async fn signature(&self, uri: &Uri, at: Position) -> Result<Option<SignatureHelp>> {
        let work = move |view: &View| {
            let help = signature::signature(&view.analysis, view.file, view.offset(at))?;
            Some(structure::signature(help))
        };
        Ok(self.read(uri, work).await?.flatten())
    }
}
