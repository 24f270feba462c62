package dev.ferry.engine.compose;

import dev.ferry.api.PluginProvider;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Collects plugins from service loaders, and what each that fails says. */
final class PluginDiscovery {

    private static final Pattern NAME = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");
    /** A broken list could fail for ever. */
    private static final int MAX_FAILURES = 1000;

    private final List<Plugin> found = new ArrayList<>();
    private final List<PluginFailure> failures = new ArrayList<>();
    private final Set<Class<?>> seen = new HashSet<>();
    private final Set<PluginFailure> seenFailures = new HashSet<>();

    /** The loaders to ask, in order, each once. */
    static Set<ClassLoader> loaders() {
        Set<ClassLoader> loaders = new LinkedHashSet<>();
        loaders.add(PluginProvider.class.getClassLoader());
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        if (context != null) {
            loaders.add(context);
        }
        return loaders;
    }

    void add(PluginKind kind, ServiceLoader<? extends PluginProvider<?>> services, ClassLoader loader) {
        Iterator<? extends PluginProvider<?>> providers = services.iterator();
        int failed = 0;
        while (failed < MAX_FAILURES) {
            try {
                if (!providers.hasNext()) {
                    return;
                }
                add(kind, providers.next());
            } catch (ServiceConfigurationError | LinkageError | RuntimeException broken) {
                failed++;
                fail(kind, originOf(kind, broken, loader), broken);
            }
        }
    }

    private void add(PluginKind kind, PluginProvider<?> provider) {
        if (!seen.add(provider.getClass())) {
            return;
        }
        String name = provider.name();
        provider.settings();
        if (name == null || !NAME.matcher(name).matches()) {
            fail(kind, originOf(provider.getClass()), new IllegalArgumentException("its name is '" + name
                    + "', allowed are lower-case letters, digits and hyphens"));
            return;
        }
        found.add(new Plugin(kind, name, provider, versionOf(provider.getClass()),
                originOf(provider.getClass())));
    }

    private void fail(PluginKind kind, String origin, Throwable broken) {
        Throwable cause = broken.getCause();
        String reason = cause == null ? broken.getMessage() : broken.getMessage() + ": " + cause;
        PluginFailure failure = new PluginFailure(kind, origin, reason);
        if (seenFailures.add(failure)) {
            failures.add(failure);
        }
    }

    private static String versionOf(Class<?> type) {
        if (type.getModule().isNamed()) {
            return type.getModule().getDescriptor().rawVersion().orElse("unknown");
        }
        String version = type.getPackage().getImplementationVersion();
        return version == null ? "unknown" : version;
    }

    private static String originOf(Class<?> type) {
        CodeSource source = type.getProtectionDomain().getCodeSource();
        return source == null || source.getLocation() == null ? "unknown" : source.getLocation().getPath();
    }

    /** The jar whose list names a class that the error is about. */
    private static String originOf(PluginKind kind, Throwable broken, ClassLoader loader) {
        String message = String.valueOf(broken.getMessage());
        String list = "META-INF/services/" + kind.provider().getName();
        try {
            for (URL url : Collections.list(loader.getResources(list))) {
                if (message.contains(url.toString()) || namesOneOf(message, url)) {
                    return url.getPath().replaceFirst("!?/" + Pattern.quote(list) + "$", "")
                            .replaceFirst("^file:", "");
                }
            }
        } catch (IOException unreadable) {
            return "unknown";
        }
        return "unknown";
    }

    private static boolean namesOneOf(@Nullable String message, URL list) throws IOException {
        try (InputStream in = list.openStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines()
                    .map(line -> line.replaceFirst("#.*", "").strip())
                    .anyMatch(name -> !name.isEmpty() && message != null && message.contains(name));
        }
    }

    Plugins result() {
        return new Plugins(found, failures);
    }
}
