package dev.ferry.engine;

import dev.ferry.api.memory.PageBitmap;
import dev.ferry.api.memory.PageSet;
import dev.ferry.engine.wire.Message;
import dev.ferry.engine.wire.Message.Missing;
import dev.ferry.engine.wire.MessageReader;
import dev.ferry.engine.wire.MessageWriter;
import java.io.IOException;
import java.util.BitSet;

/** What the destination lacks, as it crosses after RESUMED: frame after frame, each of the pages that follow. */
final class MissingPages {

    private MissingPages() {}

    static void write(PageSet missing, MessageWriter writer) throws IOException {
        for (long first = 0; first < missing.pageCount(); first += Message.MISSING_PAGES) {
            long end = Math.min(missing.pageCount(), first + Message.MISSING_PAGES);
            BitSet pages = new BitSet();
            for (long page = missing.next(first); page != PageSet.NONE && page < end;) {
                long stop = Math.min(end, missing.nextAbsent(page));
                pages.set((int) (page - first), (int) (stop - first));
                page = missing.next(stop);
            }
            writer.write(new Missing(first, pages));
        }
    }

    /** Reads what {@link #write} wrote, of a guest with so many pages, of which so many are announced as missing. */
    static PageBitmap read(MessageReader reader, long pageCount, long announced) throws IOException {
        PageBitmap missing = new PageBitmap(pageCount);
        for (long first = 0; first < pageCount; first += Message.MISSING_PAGES) {
            Message message = reader.read();
            if (!(message instanceof Missing(long firstPage, BitSet pages)) || firstPage != first) {
                throw reader.outOfTurn(message, "MISSING from page " + first + " on");
            }
            if (first + pages.length() > pageCount) {
                throw reader.malformed("MISSING", "page is " + (first + pages.length() - 1),
                        "0 to " + (pageCount - 1));
            }
            for (int page = pages.nextSetBit(0); page >= 0;) {
                int end = pages.nextClearBit(page);
                missing.add(first + page, end - page);
                page = pages.nextSetBit(end);
            }
        }
        if (missing.size() != announced) {
            throw reader.malformed("MISSING", "it names " + missing.size() + " pages",
                    "the " + announced + " of RESUMED");
        }
        return missing;
    }
}
