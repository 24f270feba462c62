package dev.ferry.swap.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.api.ErrorCode;
import dev.ferry.api.FerryException;
import dev.ferry.api.memory.PageRun;
import dev.ferry.api.swap.SwapDevice;
import dev.ferry.testkit.internal.Background;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Servers that end, come back, come back without what they had, or are slow. */
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LostServerTest {

    /** Where a test waits for it. */
    private static final Duration SHORT_TIMEOUT = Duration.ofMillis(500);

    private final String guest = "lost/" + UUID.randomUUID();
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

    private SwapDevice open(RedisAddress... servers) {
        return open(Pages.options(servers));
    }

    private SwapDevice open(RedisOptions options) {
        RedisSwapStore store = toClose(new RedisSwapStore(options));
        Pages.again(() -> toClose(store.open(guest, Pages.GEOMETRY)));
        return (SwapDevice) opened.getLast();
    }

    private RedisProcess startDurable() throws Exception {
        return toClose(RedisProcess.start("--appendonly", "yes", "--appendfsync", "always"));
    }

    @Test
    void pagesOfALostServerWaitAndTheOthersAreServed() throws Exception {
        List<RedisProcess> servers = List.of(startDurable(), startDurable(), startDurable());
        SwapDevice device = open(servers.stream().map(RedisProcess::address).toArray(RedisAddress[]::new));
        device.attach();
        Pages.write(device, 1, Pages.slots(0, 300));
        RedisProcess lost = servers.get(1);

        lost.kill();

        List<FerryException> waiting = readEach(device, 300);
        assertThat(waiting).isNotEmpty().hasSizeLessThan(300).allSatisfy(error -> {
            assertThat(error.code()).isEqualTo(ErrorCode.SWAP_UNREACHABLE);
            assertThat(error).hasMessageContaining(guest).hasMessageContaining(lost.address().toString())
                    .hasMessageMatching("(?s).*slot \\d+ .*");
        });
        Pages.write(device, 1, Pages.slots(300, 600));
        Pages.assertHolds(device, 1, Pages.slots(300, 600));

        lost.startAgain();

        Pages.again(() -> Pages.assertHolds(device, 1, Pages.slots(0, 600)));
        Pages.again(() -> Pages.write(device, 2, Pages.slots(0, 600)));
        Pages.assertHolds(device, 2, Pages.slots(0, 600));
    }

    private static List<FerryException> readEach(SwapDevice device, int slots) {
        List<FerryException> errors = new ArrayList<>();
        for (int slot = 0; slot < slots; slot++) {
            try {
                Pages.assertHolds(device, 1, slot);
            } catch (FerryException failed) {
                errors.add(failed);
            }
        }
        return errors;
    }

    @Test
    void pagesOfALostNodeWaitAndTheOthersAreServed() throws Exception {
        RedisCluster cluster = toClose(RedisCluster.start());
        SwapDevice device = open(cluster.options());
        device.attach();
        Pages.write(device, 1, Pages.slots(0, 1024));
        RedisProcess lost = cluster.nodes().get(1);

        lost.kill();

        assertThat(readEach(device, 1024)).isNotEmpty().hasSizeLessThan(1024)
                .allMatch(error -> error.code() == ErrorCode.SWAP_UNREACHABLE)
                .anySatisfy(error -> assertThat(error).hasMessageContaining(lost.address().toString()));
        Pages.again(() -> Pages.write(device, 1, Pages.slots(1024, 1100)));
        Pages.assertHolds(device, 1, Pages.slots(1024, 1100));

        lost.startAgain();

        Pages.again(() -> Pages.assertHolds(device, 1, Pages.slots(0, 1100)));
    }

    @Test
    void theLeaseIsTakenOverOnceAllServersAreThere() throws Exception {
        RedisProcess first = startDurable();
        RedisProcess second = startDurable();
        SwapDevice here = open(first.address(), second.address());
        SwapDevice there = open(second.address(), first.address());
        long epoch = here.attach();
        Pages.write(here, 1, Pages.slots(0, 200));
        for (RedisProcess lost : List.of(first, second)) {
            lost.kill();
            Pages.assertFails(ErrorCode.SWAP_UNREACHABLE, () -> there.takeOver(epoch))
                    .hasMessageContaining(lost.address().toString());
            Pages.assertFails(ErrorCode.SWAP_UNREACHABLE, () -> there.takeOver(epoch));
            lost.startAgain();
        }

        Pages.again(() -> assertThat(there.takeOver(epoch)).isEqualTo(epoch + 1));

        Pages.write(there, 2, Pages.slots(100, 300));
        Pages.assertFailsInTheEnd(ErrorCode.SWAP_FENCED, () -> Pages.write(here, 3, Pages.slots(0, 200)));
        Pages.assertHolds(there, 1, Pages.slots(0, 100));
        Pages.assertHolds(there, 2, Pages.slots(100, 300));
    }

    @Test
    void aServerThatComesBackEmptyIsDamaged() throws Exception {
        RedisProcess server = toClose(RedisProcess.start());
        SwapDevice device = open(server.address());
        device.attach();
        Pages.write(device, 1, 7, 8);

        server.kill();
        server.startAgain();

        Pages.assertFailsInTheEnd(ErrorCode.SWAP_DAMAGED, () -> Pages.assertHolds(device, 1, 7))
                .hasMessageContaining(guest).hasMessageContaining(server.address().toString());
        Pages.assertFailsInTheEnd(ErrorCode.SWAP_DAMAGED, () -> Pages.write(device, 2, 9));
    }

    @Test
    void aServerThatComesBackWithAnOldCopyIsDamaged() throws Exception {
        RedisProcess server = toClose(RedisProcess.start());
        SwapDevice device = open(server.address());
        device.attach();
        Pages.write(device, 1, 7, 8);
        server.command("save");
        Pages.write(device, 2, 7, 8);

        server.kill();
        server.startAgain();

        Pages.assertFailsInTheEnd(ErrorCode.SWAP_DAMAGED, () -> Pages.assertHolds(device, 1, 7))
                .hasMessageContaining("old copy").hasMessageContaining(guest);
        Pages.assertFailsInTheEnd(ErrorCode.SWAP_DAMAGED, () -> Pages.write(device, 3, 7));
    }

    /** The commit of a write arrives after a newer write of the same slot, on a connection that was given up. */
    @Test
    void aLateWriteDoesNotReplaceANewerOne() throws Exception {
        assertLateChangeIsRefused("EXEC", device -> Pages.write(device, 2, Pages.slots(0, 20)));
    }

    @Test
    void aLateFreeDoesNotTakeANewerWrite() throws Exception {
        assertLateChangeIsRefused("UNLINK", device -> device.free(new PageRun(0, 20)));
    }

    private interface Change {
        void on(SwapDevice device);
    }

    private void assertLateChangeIsRefused(String word, Change change) throws Exception {
        RedisProcess server = toClose(RedisProcess.start());
        LateNetwork network = toClose(new LateNetwork(server.address()));
        SwapDevice device = open(impatientOf(List.of(network.address())));
        Pages.again(device::attach);
        Pages.again(() -> Pages.write(device, 1, Pages.slots(0, 20)));
        network.hold(word);
        changeUntilHeld(device, change, List.of(network));
        Pages.again(() -> Pages.write(device, 3, Pages.slots(0, 20)));

        assertThat(network.release()).as("nothing, in the servers' language").isIn("*-1\r\n", "$-1\r\n");

        Pages.again(() -> Pages.assertHolds(device, 3, Pages.slots(0, 20)));
    }

    /** On a busy machine an exchange may be late of itself, before it comes to what is held. */
    private static LateNetwork changeUntilHeld(SwapDevice device, Change change, List<LateNetwork> networks) {
        Background.await(Pages.PATIENCE, "a message that is held", () -> {
            Pages.assertFails(ErrorCode.SWAP_UNREACHABLE, () -> change.on(device));
            return networks.stream().anyMatch(LateNetwork::holds);
        });
        return networks.stream().filter(LateNetwork::holds).findFirst().orElseThrow();
    }

    /** A slot whose first write got no answer, and was done, is not written to another server as well. */
    @Test
    void aWriteThatWasDoneAfterAllIsReplacedWhereItIs() throws Exception {
        List<RedisProcess> servers = List.of(startDurable(), startDurable());
        List<LateNetwork> networks = new ArrayList<>();
        for (RedisProcess server : servers) {
            networks.add(toClose(new LateNetwork(server.address())));
        }
        SwapDevice device = open(impatient(networks));
        Pages.again(device::attach);
        networks.forEach(network -> network.hold("EXEC"));
        LateNetwork late = changeUntilHeld(device, one -> Pages.write(one, 1, Pages.slots(0, 20)), networks);
        assertThat(late.release()).as("three results").startsWith("*3");
        networks.forEach(network -> network.hold("no such word"));

        Pages.again(() -> Pages.write(device, 2, Pages.slots(0, 20)));

        Pages.again(() -> Pages.assertHolds(device, 2, Pages.slots(0, 20)));
        SwapDevice there = open(impatient(networks));
        Pages.again(() -> Pages.assertHolds(there, 2, Pages.slots(0, 20)));
        int copies = 0;
        for (RedisProcess server : servers) {
            copies += server.slotCount();
        }
        assertThat(copies).isEqualTo(20);
    }

    /** Its slots stand in no map yet. */
    @Test
    void aFirstWriteThatWasLostIsFoundByOthersOnceItWasTriedAgain() throws Exception {
        assertFoundByOthersAfterLoss("EXEC", false, device -> {},
                device -> Pages.write(device, 1, Pages.slots(0, 20)));
    }

    /** It is in doubt whether its slots still stand in a map. */
    @Test
    void whatIsWrittenAfterAFreeInDoubtIsFoundByOthers() throws Exception {
        assertFoundByOthersAfterLoss("UNLINK", true, device -> Pages.write(device, 1, Pages.slots(0, 20)),
                device -> device.free(new PageRun(0, 20)));
    }

    private void assertFoundByOthersAfterLoss(String word, boolean done, Change before, Change lost)
            throws Exception {
        RedisProcess server = toClose(RedisProcess.start());
        LateNetwork network = toClose(new LateNetwork(server.address()));
        SwapDevice device = open(impatientOf(List.of(network.address())));
        Pages.again(device::attach);
        Pages.again(() -> before.on(device));
        network.hold(word);
        changeUntilHeld(device, lost, List.of(network));
        if (done) {
            network.release();
        }
        network.hold("no such word");

        Pages.again(() -> Pages.write(device, 2, Pages.slots(0, 20)));

        SwapDevice there = open(server.address());
        Pages.again(() -> Pages.assertHolds(there, 2, Pages.slots(0, 20)));
    }

    /** The destination got the lease of one server, and could not start the guest: the source goes on. */
    @Test
    void aTakeOverThatFailedHalfWayIsGivenUp() throws Exception {
        List<LateNetwork> networks = networksInOrder();
        SwapDevice here = open(impatient(networks));
        SwapDevice there = open(impatient(networks));
        Pages.again(here::attach);
        Pages.again(() -> Pages.write(here, 1, Pages.slots(0, 200)));
        networks.getLast().hold("'SET', KEYS[1]");
        changeUntilHeld(there, one -> one.takeOver(1), networks);

        Pages.again(there::detach);

        Pages.assertFailsInTheEnd(ErrorCode.SWAP_FENCED, () -> here.takeOver(1));
        Pages.again(() -> assertThat(here.attach()).isEqualTo(3));
        Pages.again(() -> Pages.write(here, 2, Pages.slots(0, 100)));
        Pages.again(() -> Pages.assertHolds(here, 2, Pages.slots(0, 100)));
        Pages.again(() -> Pages.assertHolds(here, 1, Pages.slots(100, 200)));
    }

    @Test
    void anEraseThatFailedHalfWayIsTriedAgain() throws Exception {
        List<LateNetwork> networks = networksInOrder();
        SwapDevice device = open(impatient(networks));
        Pages.again(device::attach);
        Pages.again(() -> Pages.write(device, 1, Pages.slots(0, 200)));
        networks.getFirst().hold("UNLINK");
        changeUntilHeld(device, SwapDevice::erase, networks);

        Pages.again(device::erase);

        SwapDevice next = open(impatient(networks));
        Pages.again(() -> assertThat(next.attach()).isEqualTo(1));
        Pages.assertFailsInTheEnd(ErrorCode.SWAP_DAMAGED, () -> Pages.assertHolds(next, 1, 0));
    }

    /** The ways to two servers, that to the one which decides first. */
    private List<LateNetwork> networksInOrder() throws Exception {
        List<LateNetwork> networks = new ArrayList<>();
        for (RedisProcess server : List.of(toClose(RedisProcess.start()), toClose(RedisProcess.start()))) {
            networks.add(toClose(new LateNetwork(server.address())));
        }
        networks.sort(Comparator.comparing(network -> network.address().toString()));
        return networks;
    }

    private static RedisOptions impatient(List<LateNetwork> networks) {
        return impatientOf(networks.stream().map(LateNetwork::address).toList());
    }

    private static RedisOptions impatientOf(List<RedisAddress> servers) {
        return Pages.options(servers, false, SHORT_TIMEOUT);
    }

    /** A server that stands still and goes on: what was not answered is done again, and nothing old comes after it. */
    @Test
    void aServerThatStallsHoldsWhatWasWrittenLast() throws Exception {
        RedisProcess server = toClose(RedisProcess.start());
        SwapDevice device = open(impatientOf(List.of(server.address())));
        Pages.again(device::attach);
        Pages.again(() -> Pages.write(device, 1, Pages.slots(0, 200)));
        for (long version = 2; version < 6; version += 2) {
            long stalled = version;
            server.stall();
            Pages.assertFails(ErrorCode.SWAP_UNREACHABLE,
                    () -> Pages.write(device, stalled, Pages.slots(0, 200)));
            var written = Background.start(() -> {
                Pages.again(() -> Pages.write(device, stalled + 1, Pages.slots(0, 200)));
                return null;
            });
            server.goOn();
            Background.result(written, Pages.PATIENCE, "a write to a server that goes on");

            Pages.again(() -> Pages.assertHolds(device, stalled + 1, Pages.slots(0, 200)));
        }
    }

    @Test
    void anErrorNamesNoPassword() throws Exception {
        RedisProcess server = toClose(RedisProcess.start("--requirepass", "open sesame"));
        RedisOptions options = new RedisOptions(List.of(server.address()), false, Optional.empty(),
                Optional.of("open sesame"), Optional.empty(), Pages.PATIENCE);
        SwapDevice device = open(options);
        device.attach();

        server.kill();

        Pages.assertFails(ErrorCode.SWAP_UNREACHABLE, () -> Pages.write(device, 1, 0))
                .satisfies(error -> assertThat(
                        Stream.iterate(error, one -> one != null, Throwable::getCause)
                                .map(Throwable::toString).toList()
                                + options.toString())
                        .doesNotContain("sesame"));
    }
}
