package dev.ferry.swap.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.api.ErrorCode;
import dev.ferry.api.swap.SwapDevice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Servers that ask who is there, and that are asked. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AccessTest {

    @TempDir
    private Path folder;

    private static RedisOptions options(RedisAddress server, String user, String password, Path caFile) {
        return new RedisOptions(List.of(server), false, Optional.ofNullable(user),
                Optional.ofNullable(password),
                Optional.ofNullable(caFile), Pages.PATIENCE);
    }

    private static void assertWorks(RedisOptions options) {
        try (RedisSwapStore store = new RedisSwapStore(options);
                SwapDevice device = store.open("guest", Pages.GEOMETRY)) {
            device.attach();
            Pages.write(device, 1, Pages.slots(0, 100));
            Pages.assertHolds(device, 1, Pages.slots(0, 100));
            device.erase();
        }
    }

    private static org.assertj.core.api.AbstractThrowableAssert<?, ?> assertRefused(ErrorCode code,
            RedisOptions options) {
        try (RedisSwapStore store = new RedisSwapStore(options)) {
            return Pages.assertFails(code, () -> store.open("guest", Pages.GEOMETRY))
                    .hasMessageContaining(options.servers().getFirst().toString())
                    .hasMessageNotContaining("sesame");
        }
    }

    @Test
    void logsInWithAPassword() throws IOException {
        try (RedisProcess server = RedisProcess.start("--requirepass", "sesame")) {
            assertWorks(options(server.address(), null, "sesame", null));
            assertRefused(ErrorCode.INVALID_SETTING, options(server.address(), null, "sesame 2", null))
                    .hasMessageContaining("ferry.swap.redis.password");
            assertRefused(ErrorCode.INVALID_SETTING, options(server.address(), null, null, null));
        }
    }

    /** What docs/swap-redis.md says that a user needs is enough. */
    @Test
    void logsInAsAUserWhoMayDoWhatIsNeeded() throws IOException {
        try (RedisProcess server = RedisProcess.start("--user", "default", "off", "--user", "ferry", "on",
                ">sesame", "~ferry:*", "+@read", "+@write", "+@transaction", "+eval", "+info")) {
            assertWorks(options(server.address(), "ferry", "sesame", null));
            assertRefused(ErrorCode.INVALID_SETTING, options(server.address(), "someone", "sesame", null))
                    .hasMessageContaining("ferry.swap.redis.user");
        }
    }

    @Test
    void trustsTheCertificatesItIsGiven() throws IOException {
        RedisProcess.assumeInstalled("openssl");
        Path certificate = certificate("server");
        Path stranger = certificate("stranger");
        try (RedisProcess server = RedisProcess.start("--port", "0", "--tls-port", "PORT", "--tls-cert-file",
                certificate.toString(), "--tls-key-file", folder.resolve("server.key").toString(),
                "--tls-ca-cert-file", certificate.toString(), "--tls-auth-clients", "no", "--requirepass",
                "sesame")) {
            assertThat(server.address().toString()).startsWith("rediss://");
            assertWorks(options(server.address(), null, "sesame", certificate));
            assertRefused(ErrorCode.SWAP_UNREACHABLE, options(server.address(), null, "sesame", stranger))
                    .hasMessageContaining("certification path");
            assertRefused(ErrorCode.SWAP_UNREACHABLE, options(server.address(), null, "sesame", null));
        }
    }

    private Path certificate(String name) throws IOException {
        Path certificate = folder.resolve(name + ".crt");
        RedisProcess.output("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
                "-nodes", "-days", "2", "-subj",
                "/CN=" + name, "-addext", "subjectAltName=IP:127.0.0.1", "-keyout",
                folder.resolve(name + ".key").toString(), "-out", certificate.toString());
        return certificate;
    }

    @Test
    void aFileWithoutCertificatesIsNamed() throws IOException {
        Path nothing = Files.writeString(folder.resolve("nothing.crt"), "nothing");
        for (Path file : List.of(nothing, folder.resolve("missing.crt"))) {
            Pages.assertFails(ErrorCode.INVALID_SETTING,
                    () -> new RedisSwapStore(
                            options(new RedisAddress("127.0.0.1", 1, true), null, null, file)))
                    .hasMessageContaining("ferry.swap.redis.ca-file").hasMessageContaining(file.toString());
        }
    }
}
