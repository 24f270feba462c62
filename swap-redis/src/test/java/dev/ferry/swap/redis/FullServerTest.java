package dev.ferry.swap.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.api.ErrorCode;
import dev.ferry.api.memory.PageRun;
import dev.ferry.api.swap.SwapDevice;
import dev.ferry.testkit.internal.Background;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Servers whose memory is used up. */
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FullServerTest {

    private final String guest = "full/" + UUID.randomUUID();
    private final List<AutoCloseable> opened = new ArrayList<>();

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable one : opened.reversed()) {
            one.close();
        }
    }

    private <T extends AutoCloseable> T toClose(T one) {
        opened.add(one);
        return one;
    }

    private SwapDevice open(RedisProcess... servers) {
        return toClose(toClose(new RedisSwapStore(
                Pages.options(Stream.of(servers).map(RedisProcess::address).toArray(RedisAddress[]::new))))
                .open(guest, Pages.GEOMETRY));
    }

    private static void fill(RedisProcess server) throws Exception {
        server.command("config", "set", "maxmemory", "1");
    }

    private static void giveRoom(RedisProcess server) throws Exception {
        server.command("config", "set", "maxmemory", "0");
    }

    @Test
    void newPagesGoToServersInTurn() throws Exception {
        RedisProcess first = toClose(RedisProcess.start());
        RedisProcess second = toClose(RedisProcess.start());
        SwapDevice device = open(first, second);
        device.attach();

        Pages.write(device, 1, Pages.slots(0, 256));
        for (int slot = 256; slot < 512; slot++) {
            Pages.write(device, 1, slot);
        }

        assertThat(first.slotCount()).isEqualTo(256);
        assertThat(second.slotCount()).isEqualTo(256);
    }

    @Test
    void anotherTakesWhatAFullOneDoesNot() throws Exception {
        RedisProcess full = toClose(RedisProcess.start("--maxmemory", "32mb"));
        RedisProcess roomy = toClose(RedisProcess.start());
        SwapDevice device = open(full, roomy);
        device.attach();

        for (int first = 0; first < 1 << 14; first += 256) {
            Pages.write(device, 1, Pages.slots(first, first + 256));
        }

        assertThat(full.slotCount()).isLessThan(8192);
        assertThat(full.slotCount() + roomy.slotCount()).isEqualTo(1 << 14);
        Pages.assertHolds(device, 1, Pages.slots(0, 1 << 14));
    }

    @Test
    void pagesOnAFullServerCanBeReplacedAndFreedAndHandedOver() throws Exception {
        RedisProcess server = toClose(RedisProcess.start());
        SwapDevice here = open(server);
        SwapDevice there = open(server);
        long epoch = here.attach();
        Pages.write(here, 1, Pages.slots(0, 300));

        fill(server);

        Pages.write(here, 2, Pages.slots(0, 200));
        assertThat(there.takeOver(epoch)).isEqualTo(epoch + 1);
        there.free(new PageRun(200, 50));
        Pages.write(there, 3, Pages.slots(100, 200));
        Pages.assertHolds(there, 2, Pages.slots(0, 100));
        Pages.assertHolds(there, 3, Pages.slots(100, 200));
        Pages.assertHolds(there, 1, Pages.slots(250, 300));
        Pages.assertFails(ErrorCode.SWAP_DAMAGED, () -> Pages.assertHolds(there, 1, 200));
        there.erase();
        assertThat(server.command("dbsize")).isEqualTo("0");
    }

    @Test
    void whereAllAreFullOneWaits() throws Exception {
        List<RedisProcess> servers = List.of(toClose(RedisProcess.start()), toClose(RedisProcess.start()));
        SwapDevice device = open(servers.toArray(RedisProcess[]::new));
        device.attach();
        for (RedisProcess server : servers) {
            fill(server);
        }

        Pages.assertFails(ErrorCode.SWAP_UNREACHABLE, () -> Pages.write(device, 1, 5))
                .hasMessageContaining(guest)
                .hasMessageContaining("slot 5").hasMessageContaining("maxmemory")
                .hasMessageContaining("redis://");
        Pages.assertFails(ErrorCode.SWAP_DAMAGED, () -> Pages.assertHolds(device, 1, 5));

        giveRoom(servers.getLast());
        Pages.write(device, 1, 5);
        Pages.assertHolds(device, 1, 5);
    }

    @Test
    void aServerThatWasFullIsAskedAgain() throws Exception {
        RedisProcess server = toClose(RedisProcess.start("--maxmemory", "1"));
        RedisServer asked = new SingleServer(server.address(),
                new Connecting(Pages.options(server.address())));
        asked.pollRoom();
        assertThat(asked.hasRoom()).isFalse();

        giveRoom(server);

        Background.await(Pages.PATIENCE, "room", () -> {
            asked.pollRoom();
            return asked.hasRoom();
        });
        server.kill();
        asked.pollRoom();
        assertThat(asked.hasRoom()).isFalse();
        asked.close();
    }

    @Test
    void aServerThatThrowsKeysAwayIsRefused() throws Exception {
        RedisProcess server = toClose(
                RedisProcess.start("--maxmemory", "100mb", "--maxmemory-policy", "allkeys-lru"));

        Pages.assertFails(ErrorCode.INVALID_SETTING, () -> open(server))
                .hasMessageContaining(RedisSwapStoreProvider.SERVERS.key())
                .hasMessageContaining("allkeys-lru")
                .hasMessageContaining("noeviction").hasMessageContaining(server.address().toString());

        server.command("config", "set", "maxmemory-policy", "volatile-lru");
        open(server).attach();
    }
}
