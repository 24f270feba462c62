package dev.ferry.transport.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import java.util.UUID;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whatever stands in a preamble, it is understood, and is what it was, or is refused by field and offset. */
@Timeout(600)
class PreambleFuzzTest {

    private static final long SEED = Long.getLong("ferry.fuzz.seed", 20261121);
    private static final long FIRST = Long.getLong("ferry.fuzz.first", 0);
    private static final long INPUTS = Long.getLong("ferry.fuzz.inputs", 100_000);
    private static final int[] EXTREMES = {0, 1, 2, 3, 16, 17, 18, 255, Short.MAX_VALUE, Short.MIN_VALUE, -1};

    private long understood;
    private long refused;

    @Test
    void whatIsReadIsUnderstoodOrRefusedByName() {
        for (long input = FIRST; input < FIRST + INPUTS; input++) {
            decode("seed " + SEED + ", input " + input, preamble(new Random(SEED + input)));
        }
        System.out.println("preambles, seed " + SEED + ": " + understood + " understood, " + refused
                + " refused");
        if (INPUTS >= 1000) {
            assertThat(understood).as("seed %d", SEED).isPositive();
            assertThat(refused).as("seed %d", SEED).isPositive();
        }
    }

    private void decode(String name, ByteBuffer bytes) {
        try {
            assertThat(Preamble.decode(bytes).encode()).as(name).isEqualTo(bytes);
            understood++;
        } catch (ProtocolException malformed) {
            assertThat(malformed.getMessage()).as(name)
                    .matches("The preamble's [\\w ]+ \\(offset \\d+\\) is .+; it must be .+");
            refused++;
        } catch (RuntimeException other) {
            throw new AssertionError(name, other);
        }
    }

    /** A preamble that is right, with up to three fields or bits changed, most of them under a checksum that fits. */
    private static ByteBuffer preamble(Random random) {
        int laneCount = 2 + random.nextInt(16);
        ByteBuffer bytes = new Preamble(Preamble.Kind.HELLO, new UUID(random.nextLong(), random.nextLong()),
                random.nextInt(laneCount), laneCount).encode();
        for (int changes = random.nextInt(4); changes > 0; changes--) {
            if (random.nextInt(3) == 0) {
                int at = random.nextInt(Preamble.SIZE_BYTES);
                bytes.put(at, (byte) (bytes.get(at) ^ 1 << random.nextInt(8)));
            } else {
                bytes.order(ByteOrder.LITTLE_ENDIAN).putShort(10 + 2 * random.nextInt(3),
                        (short) EXTREMES[random.nextInt(EXTREMES.length)]);
            }
        }
        if (random.nextInt(5) > 0) {
            CRC32C checksum = new CRC32C();
            checksum.update(bytes.array(), 0, 32);
            bytes.order(ByteOrder.LITTLE_ENDIAN).putInt(32, (int) checksum.getValue());
        }
        return bytes;
    }
}
