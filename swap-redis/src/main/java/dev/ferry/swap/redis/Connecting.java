package dev.ferry.swap.redis;

import dev.ferry.api.ErrorCode;
import dev.ferry.api.FerryException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import redis.clients.jedis.ClientSetInfoConfig;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.SslOptions;
import redis.clients.jedis.SslVerifyMode;

/** How the client is to make connections. */
final class Connecting {

    /** To each server; further threads wait. A server works on one exchange at a time anyway. */
    private static final int MOST_CONNECTIONS = 16;

    private static final String STORE_TYPE = "PKCS12";
    /** Of a store in memory that holds nothing secret. */
    private static final char[] STORE_PASSWORD = "none".toCharArray();

    private final RedisOptions options;

    Connecting(RedisOptions options) {
        this.options = options;
    }

    JedisClientConfig client(boolean tls) {
        DefaultJedisClientConfig.Builder config = DefaultJedisClientConfig.builder()
                .resp2()
                .clientSetInfoConfig(ClientSetInfoConfig.DISABLED)
                .connectionTimeoutMillis(options.timeoutMillis())
                .socketTimeoutMillis(options.timeoutMillis());
        options.user().ifPresent(config::user);
        options.password().ifPresent(config::password);
        if (tls) {
            config.sslOptions(tlsOptions());
        }
        return config.build();
    }

    /** No connection is closed for being idle, so that a server that was restarted shows as one that fails. */
    ConnectionPoolConfig pool() {
        ConnectionPoolConfig config = new ConnectionPoolConfig();
        config.setMaxTotal(MOST_CONNECTIONS);
        config.setMaxIdle(MOST_CONNECTIONS);
        config.setMaxWait(options.timeout());
        config.setTimeBetweenEvictionRuns(Duration.ofMillis(-1));
        config.setTestWhileIdle(false);
        config.setJmxEnabled(false);
        return config;
    }

    private SslOptions tlsOptions() {
        SslOptions.Builder tls = SslOptions.builder().sslVerifyMode(SslVerifyMode.FULL);
        options.caFile().ifPresent(file -> {
            byte[] store = trustStore(file);
            tls.trustStoreType(STORE_TYPE).truststore(() -> new ByteArrayInputStream(store), STORE_PASSWORD);
        });
        return tls.build();
    }

    /** The client takes a store of certificates only. */
    private static byte[] trustStore(Path caFile) {
        try (InputStream pem = Files.newInputStream(caFile)) {
            KeyStore store = KeyStore.getInstance(STORE_TYPE);
            store.load(null, null);
            for (Certificate certificate : CertificateFactory.getInstance("X.509")
                    .generateCertificates(pem)) {
                store.setCertificateEntry("ca-" + store.size(), certificate);
            }
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            store.store(bytes, STORE_PASSWORD);
            return bytes.toByteArray();
        } catch (IOException | GeneralSecurityException unusable) {
            throw new FerryException(ErrorCode.INVALID_SETTING,
                    RedisSwapStoreProvider.CA_FILE.key() + ": " + caFile
                            + " is not a file of certificates in PEM: " + unusable,
                    unusable);
        }
    }
}
