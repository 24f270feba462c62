package dev.ferry.testkit.transport;

import dev.ferry.api.Setting;
import dev.ferry.api.Settings;
import dev.ferry.api.transport.Transport;
import dev.ferry.testkit.transport.Fault.CutAtByte;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;

/**
 * Finds a {@link FaultyTransport} by the name {@code faulty}: another transport, whose first links are cut, so that any
 * composition can be tried with lost links by one setting. Other plans are for code, which hands the transport over. What
 * strikes is logged at the level {@code DEBUG}; the engine says that it lost a link.
 */
public final class FaultyTransportProvider implements Transport.Provider {

    private static final String NAME = "faulty";
    private static final Logger LOG = System.getLogger(FaultyTransport.class.getName());

    /** The transport that is cut; by default the one that Ferry takes where nothing is said. */
    public static final Setting<String> OVER = new Setting<>("ferry.transport.faulty.over", "tcp",
            FaultyTransportProvider::another, "the name of another transport",
            "the transport whose links are cut");

    /** Small enough that a guest of some MiB meets it, and large enough that post-copy has handed it over by then. */
    public static final Setting<Long> CUT_AFTER = Setting.bytes("ferry.transport.faulty.cut-after", 1 << 20,
            "bytes that the source writes to a link before it is cut");

    /** How many links are cut; once is enough to show that both ends go on. */
    public static final Setting<Long> CUTS = Setting.number("ferry.transport.faulty.cuts", 1, 0, 1000,
            "how many links are cut, one after the other");

    /** Does nothing, as every provider. */
    public FaultyTransportProvider() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<Setting<?>> settings() {
        return List.of(OVER, CUT_AFTER, CUTS);
    }

    @Override
    public Transport create(Settings settings) {
        Transport inner = settings.create(Transport.Provider.class, OVER);
        Fault cut = new CutAtByte(Math.max(1, settings.get(CUT_AFTER)));
        FaultPlan plan = FaultPlan.none();
        for (int link = 1; link <= settings.get(CUTS); link++) {
            plan = plan.with(link, LinkEnd.CONNECTING, cut);
        }
        return new FaultyTransport(inner, plan, struck -> LOG.log(Level.DEBUG, struck));
    }

    private static String another(String name) {
        if (name.equals(NAME)) {
            throw new IllegalArgumentException("it cannot be cut by itself");
        }
        return name;
    }
}
