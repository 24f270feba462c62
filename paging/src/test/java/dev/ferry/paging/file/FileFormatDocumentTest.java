package dev.ferry.paging.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The bytes in {@code docs/swap-stores.md} are those of the code. */
@Timeout(60)
class FileFormatDocumentTest {

    private final String document = Files.readString(Path.of("../docs/swap-stores.md"));

    FileFormatDocumentTest() throws IOException {}

    private byte[] example(String name) {
        Matcher example = Pattern.compile("```hex " + name + "\n([^`]*)```").matcher(document);
        assertThat(example.find()).as(name).isTrue();
        return HexFormat.of().parseHex(example.group(1).replaceAll("\\s", ""));
    }

    @Test
    void theHeaderIsAsDescribed() {
        ByteBuffer block = SwapFileLayout.of(Slots.GEOMETRY).startBlock();

        assertThat(block.slice(0, SwapFileLayout.HEADER_BYTES)).isEqualTo(ByteBuffer.wrap(example("header")));
        assertThat(block.slice((int) SwapFileLayout.leaseOffset(0), Lease.BYTES))
                .isEqualTo(Lease.NEW.encode());
    }

    @Test
    void theLeaseIsAsDescribed() {
        ByteBuffer lease = new Lease(3, 2, new UUID(1, 2), "process 7 on a").encode();
        byte[] beginning = example("lease");

        assertThat(lease.slice(0, beginning.length)).isEqualTo(ByteBuffer.wrap(beginning));
        assertThat(document).contains("checksum `" + HexFormat.of().toHexDigits(lease.getInt(252)) + "`");
        assertThat(Lease.decode(lease)).isEqualTo(new Lease(3, 2, new UUID(1, 2), "process 7 on a"));
    }

    @Test
    void partsLieWhereTheDocumentSays() {
        SwapFileLayout layout = new SwapFileLayout(4096, 1000);

        assertThat(SwapFileLayout.leaseOffset(0)).isEqualTo(1024);
        assertThat(SwapFileLayout.leaseOffset(1)).isEqualTo(2048);
        assertThat(layout.entryOffset(3)).isEqualTo(4096 + 3 * 8);
        assertThat(layout.slotOffset(3)).isEqualTo(4096 + 8192 + 3 * 4096);
    }
}
