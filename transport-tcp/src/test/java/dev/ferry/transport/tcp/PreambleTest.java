package dev.ferry.transport.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class PreambleTest {

    private static final Preamble HELLO = new Preamble(Preamble.Kind.HELLO,
            new UUID(0x0F0E0D0C0B0A0908L, 0x0706050403020100L), 1, 3);
    /** The example of docs/wire-protocol.md. */
    private static final String HELLO_BYTES = "4645525259544350" + "0100" + "0100" + "0100" + "0300"
            + "000102030405060708090a0b0c0d0e0f" + "bef9d2d6";

    @Test
    void encodesTheDocumentedBytes() {
        assertThat(HexFormat.of().formatHex(HELLO.encode().array())).isEqualTo(HELLO_BYTES);
    }

    @Test
    void decodesWhatItEncodes() throws ProtocolException {
        assertThat(Preamble.decode(HELLO.encode())).isEqualTo(HELLO);
        assertThat(Preamble.decode(HELLO.welcome().encode())).isEqualTo(HELLO.welcome());
    }

    @Test
    void refusesEveryChangedByteAndNamesFieldAndOffset() {
        for (int offset = 0; offset < Preamble.SIZE_BYTES; offset++) {
            ByteBuffer bytes = HELLO.encode();
            bytes.put(offset, (byte) ~bytes.get(offset));

            assertThatThrownBy(() -> Preamble.decode(bytes)).as("offset %d", offset)
                    .isInstanceOf(ProtocolException.class)
                    .hasMessageMatching("The preamble's \\w+ \\(offset \\d+\\) is .+; it must be .+");
        }
    }
}
