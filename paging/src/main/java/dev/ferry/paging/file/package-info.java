/**
 * Swap devices as files, one for each guest, in a folder that source and destination both reach:
 * {@link dev.ferry.paging.file.FileSwapStore}. The format is described in docs/swap-stores.md.
 */
@NullMarked
package dev.ferry.paging.file;

import org.jspecify.annotations.NullMarked;
