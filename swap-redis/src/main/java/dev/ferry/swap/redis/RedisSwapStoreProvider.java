package dev.ferry.swap.redis;

import dev.ferry.api.ErrorCode;
import dev.ferry.api.FerryException;
import dev.ferry.api.Setting;
import dev.ferry.api.Settings;
import dev.ferry.api.swap.SwapStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Finds the store by the name {@code redis}. */
public final class RedisSwapStoreProvider implements SwapStore.Provider {

    /** Where the servers are. */
    public static final Setting<List<RedisAddress>> SERVERS = new Setting<>("ferry.swap.redis.servers",
            List.of(),
            RedisAddress::parseAll, RedisAddress.ALLOWED, "The Redis servers that hold swap devices");

    /** Whether they are one cluster. */
    public static final Setting<Boolean> CLUSTER = Setting.flag("ferry.swap.redis.cluster", false,
            "Whether the servers are nodes of one Redis Cluster");

    /** The user of the access control list. */
    public static final Setting<String> USER = Setting.text("ferry.swap.redis.user", "",
            "The user to log in as; otherwise the default user");

    /** The password. */
    public static final Setting<String> PASSWORD = Setting.text("ferry.swap.redis.password", "",
            "The password to log in with");

    /** Where the password stands. */
    public static final Setting<String> PASSWORD_FILE = Setting.text("ferry.swap.redis.password-file", "",
            "A file whose first line is the password to log in with");

    /** What signs the certificates of the servers. */
    public static final Setting<String> CA_FILE = Setting.text("ferry.swap.redis.ca-file", "",
            "A PEM file of certificates that sign those of the servers; otherwise those that Java trusts");

    /** How long to wait for a server. */
    public static final Setting<Duration> TIMEOUT = Setting.duration("ferry.swap.redis.timeout",
            RedisOptions.DEFAULT_TIMEOUT, "How long to wait for a connection and for each answer");

    /** Does nothing, as every provider. */
    public RedisSwapStoreProvider() {}

    @Override
    public String name() {
        return "redis";
    }

    @Override
    public List<Setting<?>> settings() {
        return List.of(SERVERS, CLUSTER, USER, PASSWORD, PASSWORD_FILE, CA_FILE, TIMEOUT);
    }

    @Override
    public SwapStore create(Settings settings) {
        return new RedisSwapStore(options(settings));
    }

    static RedisOptions options(Settings settings) {
        try {
            return new RedisOptions(settings.get(SERVERS), settings.get(CLUSTER), given(settings, USER),
                    password(settings), given(settings, CA_FILE).map(Path::of), settings.get(TIMEOUT));
        } catch (IllegalArgumentException misfit) {
            throw new FerryException(ErrorCode.INVALID_SETTING, "ferry.swap.redis.*: " + misfit.getMessage(),
                    misfit);
        }
    }

    private static Optional<String> password(Settings settings) {
        Optional<String> password = given(settings, PASSWORD);
        Optional<Path> file = given(settings, PASSWORD_FILE).map(Path::of);
        if (password.isPresent() && file.isPresent()) {
            throw new IllegalArgumentException(
                    "both " + PASSWORD.key() + " and " + PASSWORD_FILE.key()
                            + " are set; allowed is one of them");
        }
        return file.map(RedisSwapStoreProvider::firstLine).or(() -> password);
    }

    private static String firstLine(Path file) {
        try (var lines = Files.lines(file)) {
            return lines.findFirst().filter(line -> !line.isEmpty())
                    .orElseThrow(() -> new IllegalArgumentException(
                            PASSWORD_FILE.key() + ": the first line of " + file + " is empty"));
        } catch (IOException unreadable) {
            throw new IllegalArgumentException(
                    PASSWORD_FILE.key() + ": " + file + " cannot be read: " + unreadable, unreadable);
        }
    }

    private static Optional<String> given(Settings settings, Setting<String> setting) {
        return Optional.of(settings.get(setting)).filter(text -> !text.isEmpty());
    }
}
