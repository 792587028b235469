auto now = std::time(nullptr);
