// Precompiled headers belong to a library, and a library has a source: CMakeLists.txt, headroom_precompiled.
