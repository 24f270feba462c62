package dev.ferry.swap.redis;

import dev.ferry.api.ErrorCode;
import dev.ferry.api.FerryException;
import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.api.swap.SwapDevice;
import dev.ferry.api.swap.SwapStore;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import redis.clients.jedis.exceptions.JedisAccessControlException;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Keeps swap devices on Redis: one server, several that know nothing of each other, or a cluster. The layout, and what
 * is promised, stand in {@code docs/swap-redis.md}.
 *
 * <p>
 * New pages go in turn to the servers that have room, which they are asked every second; a page stays where it is. All
 * pages of a lost server wait for it, those of the others are served.
 */
public final class RedisSwapStore implements SwapStore {

    private static final int POLL_SECONDS = 1;
    /** The first whose scripts may run where memory is used up. */
    private static final int LEAST_VERSION = 7;

    private final RedisOptions options;
    private final Cluster cluster;
    private final List<? extends RedisServer> servers;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final ScheduledExecutorService polls = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("ferry-redis-room").factory());
    private boolean checked;

    /** A store that connects when the first device is opened. */
    public RedisSwapStore(RedisOptions options) {
        this.options = options;
        cluster = new Cluster(options);
        servers = options.cluster() ? parts(cluster) : singles(options);
    }

    private static List<ClusterShard> parts(Cluster cluster) {
        return IntStream.range(0, ClusterShard.COUNT).mapToObj(index -> new ClusterShard(cluster, index))
                .toList();
    }

    /** All hosts ask the same one first, in whichever order they list them. */
    private static List<SingleServer> singles(RedisOptions options) {
        Connecting connecting = new Connecting(options);
        return options.servers().stream().sorted(Comparator.comparing(RedisAddress::toString))
                .map(address -> new SingleServer(address, connecting)).toList();
    }

    @Override
    public SwapDevice open(String guestId, MemoryGeometry geometry) {
        checkOnce(guestId);
        String holder = hostName() + "/" + ProcessHandle.current().pid() + "/" + UUID.randomUUID();
        return new RedisSwapDevice(guestId, geometry,
                servers.stream().map(server -> new Shard(server, guestId, geometry.pageCount(), holder))
                        .toList(),
                new Together(threads));
    }

    private synchronized void checkOnce(String guestId) {
        if (!checked) {
            for (RedisServer server : servers) {
                check(server, guestId);
            }
            checked = true;
            polls.scheduleWithFixedDelay(() -> servers.forEach(RedisServer::pollRoom), 0, POLL_SECONDS,
                    TimeUnit.SECONDS);
        }
    }

    private void check(RedisServer server, String guestId) {
        try {
            checkVersion(server, server.report("server"));
            checkPolicy(server, server.report("memory"));
        } catch (JedisAccessControlException refused) {
            throw new FerryException(ErrorCode.INVALID_SETTING, RedisSwapStoreProvider.USER.key() + ", "
                    + RedisSwapStoreProvider.PASSWORD.key() + ": refused by " + server.name() + ": "
                    + refused.getMessage(), refused);
        } catch (JedisException failed) {
            server.failed();
            throw new FerryException(ErrorCode.SWAP_UNREACHABLE, "swap device of guest '" + guestId + "' at "
                    + server.name() + " cannot be reached: " + Shard.rootMessage(failed), failed);
        }
    }

    private static void checkVersion(RedisServer server, Map<String, String> report) {
        String version = report.getOrDefault("redis_version", "unknown");
        if (!version.matches("\\d+\\..*") || Integer.parseInt(version.split("\\.")[0]) < LEAST_VERSION) {
            throw new FerryException(ErrorCode.UNSUPPORTED_PLATFORM, server.name() + " has version " + version
                    + "; allowed is Redis " + LEAST_VERSION + " or later");
        }
    }

    /** Pages have no time to live, so that the policies for keys with one leave them alone. */
    private static void checkPolicy(RedisServer server, Map<String, String> report) {
        String policy = report.getOrDefault("maxmemory_policy", "noeviction");
        if (policy.startsWith("allkeys") && !report.getOrDefault("maxmemory", "0").equals("0")) {
            throw new FerryException(ErrorCode.INVALID_SETTING, RedisSwapStoreProvider.SERVERS.key() + ": "
                    + server.name() + " throws keys away when its memory is used up (maxmemory-policy "
                    + policy
                    + "), and with them pages of guests; allowed is noeviction");
        }
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException nameless) {
            return "host";
        }
    }

    @Override
    public void close() {
        polls.shutdownNow();
        threads.shutdown();
        servers.forEach(RedisServer::close);
        cluster.close();
    }

    @Override
    public String toString() {
        return "Redis " + options;
    }
}
