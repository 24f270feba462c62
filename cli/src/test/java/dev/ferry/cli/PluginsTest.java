package dev.ferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.api.strategy.MigrationStrategy;
import dev.ferry.api.strategy.PushScheduler;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
class PluginsTest {

    @TempDir
    private Path folder;

    @Test
    void listsPluginsOnModulePath() throws Exception {
        try (FerryProcess plugins = FerryProcess.modular("plugins")) {
            assertThat(plugins.exitCode()).as(plugins.output()).isZero();
            assertThat(plugins.output()).contains("stop-and-copy", "agile", "bubbling", "inmemory", "tcp",
                    "swap store", "file", "redis");
            assertThat(plugins.output()).containsPattern("swap store +file ")
                    .containsPattern("swap store +inmemory ")
                    .containsPattern("balloon controller +dsb ");
        }
    }

    @Test
    void reportsBrokenJarsBesideWorkingOnes() throws Exception {
        Path missing = jarOfMissingClass();
        Path throwing = jarOfThrowingClass();

        try (FerryProcess plugins = FerryProcess.withJars(List.of(missing, throwing), "plugins")) {
            assertThat(plugins.exitCode()).as(plugins.output()).isEqualTo(ExitCode.UNEXPECTED.code());
            assertThat(plugins.output()).contains("stop-and-copy", "bubbling", "inmemory", "tcp");
            assertThat(plugins.output()).containsPattern("swap store +file ")
                    .containsPattern("swap store +inmemory ");
            assertThat(plugins.awaitLine("com.example.NoSuchStrategy")).contains("strategy",
                    missing.toString());
            assertThat(plugins.awaitLine("this plugin is broken")).contains("scheduler", throwing.toString());
        }
    }

    @Test
    void migratesBesideBrokenJars() throws Exception {
        try (FerryProcess demo = FerryProcess.withJars(List.of(jarOfMissingClass(), jarOfThrowingClass()),
                "demo",
                "--guest", "software", "--memory", "8MiB", "--transport", "inmemory")) {
            assertThat(demo.exitCode()).as(demo.output()).isZero();
        }
    }

    private Path jarOfMissingClass() throws IOException {
        Path jar = folder.resolve("missing.jar");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
            writeService(out, MigrationStrategy.Provider.class, "com.example.NoSuchStrategy");
        }
        return jar;
    }

    private Path jarOfThrowingClass() throws IOException {
        Path jar = folder.resolve("throwing.jar");
        String resource = ThrowingProvider.class.getName().replace('.', '/') + ".class";
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
                InputStream code = ThrowingProvider.class.getClassLoader().getResourceAsStream(resource)) {
            writeService(out, PushScheduler.Provider.class, ThrowingProvider.class.getName());
            write(out, resource, code.readAllBytes());
        }
        return jar;
    }

    private static void writeService(JarOutputStream out, Class<?> service, String provider)
            throws IOException {
        write(out, "META-INF/services/" + service.getName(), provider.getBytes(StandardCharsets.UTF_8));
    }

    private static void write(JarOutputStream jar, String name, byte[] contents) throws IOException {
        jar.putNextEntry(new JarEntry(name));
        jar.write(contents);
        jar.closeEntry();
    }
}
