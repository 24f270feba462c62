package dev.ferry.cli;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/**
 * What lets a JVM that runs the command start in half the time: its classes come loaded and linked out of a cache (JEP
 * 483, 514) that one JVM has left behind which ran it before. Made when the first test asks, in the build's folder. A
 * cache is for jars only, and folders of classes are put into jars for it.
 */
final class WarmStart {

    /** All of a JVM's options that a cache depends on. */
    private static final List<String> JVM = List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx64m",
            // It ends before more than that would pay.
            "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

    /** Has most of the command's classes loaded, in one process. */
    private static final List<String> REHEARSAL = List.of("compare", "--guest", "software", "--memory",
            "4MiB", "--candidates", "precopy,agile", "--run", "postcopy ferry.transport=tcp");

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private static final class Made {

        static final WarmStart INSTANCE = make();
    }

    private final String classPath;
    private final Path cache;

    private WarmStart(Path folder) throws IOException {
        this.classPath = String.join(File.pathSeparator, jars(folder));
        this.cache = folder.resolve("cache.aot");
    }

    /** What starts a JVM, without its class path. */
    static List<String> jvm() {
        return JVM;
    }

    /** What starts the command on the class path, with {@code jars} after everything else. */
    static List<String> command(List<Path> jars) {
        WarmStart made = Made.INSTANCE;
        return made.command(Files.exists(made.cache) ? List.of("-XX:AOTCache=" + made.cache) : List.of(),
                jars);
    }

    private List<String> command(List<String> options, List<Path> jars) {
        List<String> command = new ArrayList<>(JVM);
        command.addAll(options);
        command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-cp"));
        command.add(Stream.concat(Stream.of(classPath), jars.stream().map(Path::toString)).reduce(
                (path, jar) -> path + File.pathSeparator + jar).orElseThrow());
        command.add(Main.class.getName());
        return command;
    }

    /** What the tests see, without themselves. */
    static Stream<String> runTimePath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.endsWith("test-classes") && Files.exists(Path.of(entry)));
    }

    private static WarmStart make() {
        try {
            Path testClasses = Path
                    .of(WarmStart.class.getProtectionDomain().getCodeSource().getLocation().toURI());
            Path folder = Files.createDirectories(testClasses.resolveSibling("warm-start"));
            WarmStart made = new WarmStart(folder);
            made.rehearse(folder.resolve("rehearsal.log"));
            return made;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException | URISyntaxException failed) {
            throw new IllegalStateException(failed);
        }
    }

    /** Leaves a cache; none where it takes too long, since all else goes without one, too. */
    private void rehearse(Path log) throws IOException, InterruptedException {
        Files.deleteIfExists(cache);
        List<String> command = command(List.of("-XX:AOTCacheOutput=" + cache), List.of());
        command.addAll(REHEARSAL);
        Process rehearsal = new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(log.toFile()).start();
        if (!rehearsal.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
            end(rehearsal);
            Files.deleteIfExists(cache);
        } else if (rehearsal.exitValue() != 0 || !Files.exists(cache)) {
            throw new IllegalStateException(
                    "ended with " + rehearsal.exitValue() + ":\n" + Files.readString(log));
        }
    }

    /** With the JVM that it writes the cache by, if it has come to that. */
    private static void end(Process rehearsal) throws InterruptedException {
        rehearsal.descendants().forEach(ProcessHandle::destroyForcibly);
        rehearsal.destroyForcibly().waitFor();
    }

    private static List<String> jars(Path folder) throws IOException {
        List<String> jars = new ArrayList<>();
        for (String entry : runTimePath().toList()) {
            jars.add(Files.isDirectory(Path.of(entry))
                    ? jar(Path.of(entry), folder.resolve("classes-" + jars.size() + ".jar"))
                    : entry);
        }
        return jars;
    }

    private static String jar(Path classes, Path jar) throws IOException {
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
                Stream<Path> files = Files.walk(classes)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                out.putNextEntry(
                        new JarEntry(classes.relativize(file).toString().replace(File.separatorChar, '/')));
                Files.copy(file, out);
                out.closeEntry();
            }
        }
        return jar.toString();
    }
}
